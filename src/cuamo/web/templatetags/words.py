"""Words, figures and marks every template may use; a built-in library, nothing to load."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from cuamo.dossiers.selectors.overdue import MOST_COUNTED
from cuamo.web import language
from cuamo.web.templatetags import fields, linked, states
from cuamo.web.templatetags.icons import drawing

register = template.Library()
register.tags.update(fields.register.tags)
register.tags.update(states.register.tags)
register.tags.update(linked.register.tags)

MASK = "•"


@register.simple_tag(takes_context=True)
def t(context: Context, vi: str, en: str, **values: object) -> SafeString:
    """`{% t "Còn {n} việc" "{n} left" n=count %}`: the wording in the language of the page."""
    chosen = context.get("language") or language.current()
    text = conditional_escape(en if chosen == "en" and en else vi)
    return format_html(text, **values) if values else text


register.simple_tag(drawing, name="icon")


@register.simple_tag(takes_context=True)
def pick(context: Context, thing: Any, stem: str) -> str:
    """`{% pick procedure "name" %}`: `name_en` on an English page when there is one, else `name_vi`."""
    chosen = context.get("language") or language.current()
    english = _get(thing, f"{stem}_en") if chosen == "en" else ""
    return english or _get(thing, f"{stem}_vi") or ""


def _get(thing: Any, key: str) -> Any:
    return thing.get(key, "") if isinstance(thing, dict) else getattr(thing, key, "")


@register.filter
def vnd(amount: int | str | None) -> str:
    """8000 → `8.000 ₫`."""
    if amount is None or amount == "":
        return ""
    return f"{int(amount):,}".replace(",", ".") + "\u00a0₫"


@register.filter
def number(value: int | str | None) -> str:
    """1234567 → `1.234.567`."""
    return "" if value is None or value == "" else f"{int(value):,}".replace(",", ".")


@register.filter
def counted(value: int) -> str:
    """Write a count of waiting work; what was not counted to its end is `5.000+`."""
    return f"{number(min(value, MOST_COUNTED))}{'+' if value >= MOST_COUNTED else ''}"


def _local(value: date | datetime | str | None) -> date | datetime | None:
    if isinstance(value, str):
        if not value:
            return None
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def hanoi_date(value: date | datetime | str | None) -> str:
    """A moment or a day → `20/03/2026`."""
    local = _local(value)
    return local.strftime("%d/%m/%Y") if local else ""


@register.filter
def hanoi_time(value: datetime | str | None) -> str:
    """A moment → `09:12`."""
    local = _local(value)
    return local.strftime("%H:%M") if isinstance(local, datetime) else ""


@register.filter
def hanoi_datetime(value: datetime | str | None) -> str:
    """A moment → `09:12 20/03/2026`."""
    local = _local(value)
    return local.strftime("%H:%M %d/%m/%Y") if isinstance(local, datetime) else hanoi_date(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    """A moment or a day for the `datetime` attribute of `<time>`."""
    local = _local(value)
    return local.isoformat() if local else ""


@register.filter
def mask_pid(personal_id: str | None) -> str:
    """`001085012345` → `001•••••2345`: enough to recognise, not enough to use."""
    text = (personal_id or "").strip()
    if len(text) < 8:
        return MASK * len(text)
    return text[:3] + MASK * (len(text) - 7) + text[-4:]


@register.filter
def mask_phone(phone: str | None) -> str:
    """`0912345678` → `•••••••678`."""
    text = (phone or "").strip()
    return MASK * max(len(text) - 3, 0) + text[-3:] if len(text) > 3 else MASK * len(text)


@register.filter
def size_of(count: int | None) -> str:
    """Bytes → `1,4 MB`, with the Vietnamese comma."""
    value = float(count or 0)
    for unit in ("B", "kB", "MB"):
        if value < 1000 or unit == "MB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}".replace(".", ",")
        value /= 1000
    return ""


@register.filter
def item(mapping: Any, key: str) -> Any:
    """`{{ values|item:field.key }}`: look a key up in a dictionary."""
    return mapping.get(key) if hasattr(mapping, "get") else None
