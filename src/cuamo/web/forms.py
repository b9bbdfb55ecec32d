"""Reads what `{% field %}` drew back out of a posted form."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from cuamo.catalogue.rules.form_files import KEPT
from cuamo.dossiers.services.form_files import Upload

_DRAWN = "data:image/png;base64,"
YES = ("1", "on", "true", "co")


def read_number(text: str, default: int = 0) -> int:
    """Read a count of at most nine digits; `default` for everything else, `²` and endless digits included."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else default


def read_moment(text: str) -> datetime | None:
    """Read a moment with its time zone, between the years 2000 and 9000; None for everything else.

    It is given in UTC: the database takes no offset beyond 15:59.
    """
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    known = moment is not None and moment.tzinfo and 2000 < moment.year < 9000
    return moment.astimezone(UTC) if moment is not None and known else None


def read_day(text: str) -> date | None:
    """Read `2026-09-07`, a day of the years 2000 to 2100; None for everything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def read_id(posted: QueryDict, name: str) -> UUID | None:
    """Read the key of a row out of a hidden field; None when there is none or it is no key."""
    return id_of(posted.get(name, ""))


def id_of(text: str) -> UUID | None:
    """Read the key of a row; None when it is no key."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_date(posted: QueryDict, name: str) -> str:
    """Join the three inputs of a date: `20/03/1949`, or `03/1949` and `1949` where parts are unknown."""
    day, month, year = (posted.get(f"{name}.{part}", "").strip() for part in ("ngay", "thang", "nam"))
    if not (day or month or year):
        return posted.get(name, "").strip()
    parts = [day and day.zfill(2), month and month.zfill(2), year]
    while len(parts) > 1 and not parts[0]:
        parts.pop(0)
    return "/".join(parts)


def read_table(posted: QueryDict, name: str, keys: Iterable[str]) -> list[dict[str, str]]:
    """Read the rows of a table field; rows left empty are dropped."""
    columns = {key: posted.getlist(f"{name}.{key}") for key in keys}
    height = max((len(cells) for cells in columns.values()), default=0)
    rows = [
        {key: (cells[i].strip() if i < len(cells) else "") for key, cells in columns.items()}
        for i in range(height)
    ]
    return [row for row in rows if any(row.values())]


def read_fields(posted: QueryDict, specs: Iterable[Mapping[str, Any]], prefix: str = "") -> dict[str, Any]:
    """Read the fields of a procedure's form into the raw values `catalogue.rules.form.clean` takes."""
    raw: dict[str, Any] = {}
    for spec in specs:
        key, kind = spec["key"], spec.get("type", "text")
        name = prefix + key
        if kind == "date":
            raw[key] = read_date(posted, name)
        elif kind == "multi":
            raw[key] = posted.getlist(name)
        elif kind == "file":
            raw[key] = {"remove": True} if posted.get(f"{name}.bo", "") in YES else None
        elif kind == "signature":
            raw[key] = _read_signature(posted, name)
        elif kind == "checkbox":
            raw[key] = posted.get(name, "") in YES
        elif kind == "table":
            raw[key] = read_table(posted, name, [column["key"] for column in spec.get("columns", [])])
        else:
            raw[key] = posted.get(name, "").strip()
    return raw


def read_uploads(request: HttpRequest, specs: Iterable[Mapping[str, Any]]) -> dict[str, Upload]:
    """Read the files of a procedure's form, and signatures drawn on the page, by field key."""
    found: dict[str, Upload] = {}
    for spec in specs:
        key, kind = spec["key"], spec.get("type", "text")
        if kind not in KEPT:
            continue
        file = request.FILES.get(key)
        if file is not None:
            found[key] = Upload(file.read(), file.name or "tep")
        elif kind == "signature" and request.POST.get(f"{key}.ve", "").startswith(_DRAWN):
            try:
                drawn = base64.b64decode(request.POST[f"{key}.ve"].removeprefix(_DRAWN), validate=True)
            except (binascii.Error, ValueError):
                continue
            found[key] = Upload(drawn, "chu-ky.png")
    return found


def _read_signature(posted: QueryDict, name: str) -> dict[str, str] | None:
    """Read why somebody does not sign and who saw it; None where the page did not ask."""
    if f"{name}.ly_do" not in posted:
        return None
    return {"cannot": posted.get(f"{name}.ly_do", ""), "witness": posted.get(f"{name}.chung", "").strip()}
