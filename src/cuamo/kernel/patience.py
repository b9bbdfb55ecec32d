"""Work in the background that may think, ask and wait for longer than a page."""

from django.db import connection

PATIENCE = "30min"


def be_patient() -> None:
    """Let the running transaction ask, wait for locks, and think between two questions, for half an hour.

    It holds from the next question on: a question keeps the time it began with.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %(p)s, true),"
            " set_config('statement_timeout', %(p)s, true), set_config('lock_timeout', %(p)s, true)",
            {"p": PATIENCE},
        )
