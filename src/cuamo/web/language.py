"""Two languages: Vietnamese is the product's, English the second of the public pages."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import get_language

Language = Literal["vi", "en"]

COOKIE = "ngon-ngu"
ENGLISH_PREFIX = "/en"


def current() -> Language:
    """Return the language of the page being answered; Vietnamese outside a request."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def vi_en(vi: str, en: str) -> str:
    """Return the wording in the language of the page being answered."""
    return en if current() == "en" and en else vi


def read(value: str | None) -> Language:
    """Read a language from a cookie or a form; anything unknown is Vietnamese."""
    return "en" if value == "en" else "vi"


def twin(path: str, language: Language) -> str:
    """Return the address of the same page in `language` (`/thu-tuc` ↔ `/en/thu-tuc`)."""
    bare = path.removeprefix(ENGLISH_PREFIX) if path == ENGLISH_PREFIX or path.startswith("/en/") else path
    bare = bare or "/"
    return ENGLISH_PREFIX + bare if language == "en" else bare


def without_english(address: str) -> str:
    """Return a whole address (`https://…/en/…`) of ours as it is in Vietnamese."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=twin(parts.path, "vi")))


@dataclass(frozen=True)
class Words:
    """The choice between two wordings for one request: `request.words("Gửi", "Send")`."""

    language: Language = "vi"

    def __call__(self, vi: str, en: str) -> str:
        return en if self.language == "en" and en else vi
