"""How often somebody may try to sign in, and what they read when it was too often."""

from datetime import datetime, timedelta

from django.conf import settings
from django.forms import ValidationError

from cuamo.kernel.clock import HANOI
from cuamo.organisation.services.sign_in_limit import Try, forget_tries, give_back, take_try
from cuamo.web.language import vi_en

NAME_AND_PLACE_MOST = 5
NAME_MOST = 15
PLACE_MOST = 60
"""A whole office sits behind one address."""
CODE_MOST = 5
CODE_LIFE = timedelta(seconds=120)


def before_password(*, name: str, place: str, at: datetime) -> None:
    """Count a password try of this name from this network address; raises when there were too many."""
    for what, most in _password_keys(name, place):
        _require(take_try(what=what, most=most, at=at))


def after_password(*, name: str, place: str) -> None:
    """The password was right: the tries of this name are forgotten, those of the address keep the rest."""
    for what, _ in _password_keys(name, place)[:2]:
        forget_tries(what=what)
    give_back(what=f"place:{place}")


def before_code(*, account_id: object, at: datetime) -> None:
    """Count a try of a second-factor code; raises when there were too many."""
    _require(take_try(what=f"code:{account_id}", most=CODE_MOST, at=at))


def after_code(*, account_id: object) -> None:
    """The code was right."""
    forget_tries(what=f"code:{account_id}")


def use_code_once(*, account_id: object, code: str, at: datetime) -> bool:
    """Return True the first time this code is used: one read over a shoulder opens nothing."""
    digits = "".join(code.split())
    return take_try(what=f"used:{account_id}:{digits}", most=1, at=at, window=CODE_LIFE).allowed


def _password_keys(name: str, place: str) -> list[tuple[str, int]]:
    name = name.strip().casefold()
    return [
        (f"name:{name}@{place}", NAME_AND_PLACE_MOST),
        (f"name:{name}", NAME_MOST),
        (f"place:{place}", PLACE_MOST),
    ]


def _require(taken: Try) -> None:
    if taken.allowed:
        return
    until = taken.until.astimezone(HANOI).strftime("%H:%M")
    raise ValidationError(
        vi_en(
            f"Đã thử sai quá nhiều lần. Đăng nhập tạm khóa đến {until}. "
            f"Sau giờ đó có thể thử lại. Cần gấp thì gọi {settings.HOTLINE}.",
            f"Too many wrong tries. Sign-in is locked until {until}. "
            f"Try again after that. If it is urgent, call {settings.HOTLINE}.",
        ),
        code="locked",
        params={"until": taken.until},
    )
