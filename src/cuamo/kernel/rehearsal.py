"""Rehearsal (luyện tập): the same services on tables of their own, which nothing of the real work ever reads.

Inside, the transaction steps down to the role `cuamo_training` and sees the schema `training` before
`public`. The role may write the copies in `training` and only read `public`, so the database itself keeps
every event, message, number, đồng and work item of a rehearsal out of the real tables, whatever the code
does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import connection, transaction

from cuamo.kernel.errors import NotPermitted

_on: ContextVar[bool] = ContextVar("rehearsal", default=False)
INVENTED = "999"
"""No province and no country has this code: numbers that begin with it belong to nobody."""
T = TypeVar("T")


def is_on() -> bool:
    """Return whether what runs now is only rehearsed."""
    return _on.get()


def is_invented(personal_id: str) -> bool:
    """Return whether a personal id belongs to an invented person."""
    return personal_id.startswith(INVENTED)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Run one request or service on the tables of the rehearsal, in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT training_ready(), current_setting('role'), current_setting('search_path')")
            _, role, path = cursor.fetchone()
            cursor.execute(
                "SELECT set_config('role', 'cuamo_training', true),"
                " set_config('search_path', 'training, public', true)"
            )
        token = _on.set(True)
        try:
            yield
        finally:
            _on.reset(token)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('search_path', %s, true), set_config('role', %s, true)", [path, role]
            )


def forget_rehearsals() -> None:
    """Let the next rehearsal begin on empty tables; tries and scores stay, they are of the real work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT training_forget()")


def outside(factory: Callable[[], T]) -> Callable[[], T]:
    """Let nobody reach an outside system from a rehearsal."""

    def guarded() -> T:
        if is_on():
            raise NotPermitted(
                "training.outside",
                "Khi luyện tập, hệ thống không gọi ngân hàng, tin nhắn hay chữ ký số.",
                "In training no bank, text message or digital signature is called.",
                hint_vi="Thu tiền mặt, hoặc dùng mã hiện trên màn hình.",
                hint_en="Take cash, or use the code on the screen.",
            )
        return factory()

    return guarded
