"""What VNeID says about a person, read from an OpenID Connect answer (facts §5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Claims:
    """The claims we use; all others are dropped unread."""

    personal_id: str
    full_name: str
    birth_date: str
    sex: str
    phone: str
    address: str
    level: int
    """VNeID level; 0 when the provider does not say."""


def read_claims(answer: Mapping[str, Any]) -> Claims:
    """Return the claims of `{"userinfo": …, "id_token": …}`; the user info wins where both speak."""
    said: dict[str, Any] = {}
    for part in ("id_token", "userinfo"):
        if isinstance(answer.get(part), Mapping):
            said |= answer[part]
    said = said or dict(answer)
    return Claims(
        personal_id=_text(said, "personal_id"),
        full_name=_text(said, "full_name") or _text(said, "name"),
        birth_date=_text(said, "birth_date") or _text(said, "birthdate"),
        sex=_text(said, "sex") or _text(said, "gender"),
        phone=_text(said, "phone") or _text(said, "phone_number"),
        address=_text(said, "address"),
        level=_level(said.get("loa", said.get("acr"))),
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip()[:250] if isinstance(value, str) else ""


def _level(value: Any) -> int:
    digits = "".join(char for char in str(value or "") if char.isdigit())
    return int(digits[-1]) if digits else 0
