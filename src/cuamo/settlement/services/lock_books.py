"""One at a time builds, sends, answers or approves: all draw on one budget."""

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from cuamo.kernel.errors import Conflict
from cuamo.kernel.patience import be_patient

_LOCK = 7_160_001
PAGE_WAITS = "3s"
"""How long a page waits for another page; a month being built holds the books for minutes."""
_SOON = """
SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s), set_config('lock_timeout', was, true)
FROM (SELECT current_setting('lock_timeout') AS was OFFSET 0) AS kept
"""


def lock_books(*, waits: bool = False) -> None:
    """Let one at a time build, send or approve statements: they draw on one budget.

    Args:
        waits: work in the background, that waits its turn for as long as it takes.
    Raises:
        Conflict: a month is being built; whoever is at a page tries again in minutes.
    """
    if waits:
        be_patient()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SOON, [PAGE_WAITS, _LOCK])
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Conflict(
            "books.building",
            "Đang lập bảng tháng, vài phút nữa thử lại.",
            "A month is being built. Try again in a few minutes.",
        ) from error
