"""The words of a step: what the record says, what the page sent, and both as people read them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import QueryDict

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form_files import CANNOT_SIGN
from cuamo.catalogue.rules.form_reading import say_value
from cuamo.dossiers.models import Dossier, Visit
from cuamo.kernel.clock import HANOI
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Ward
from cuamo.web.counter.delivery import DELIVERY, WAYS, delivery_of
from cuamo.web.forms import read_fields

GONE = "Ô không còn được hỏi"


def keys_of_step(dossier: Dossier | None, step: int) -> set[str]:
    """Return the keys a step takes words for; of fields in parts, what stands before the dot."""
    if step == 1:
        return {"phone"}
    if dossier is None:
        return set()
    if step == 6:
        return set(DELIVERY)
    if step == 4:
        return {question["key"] for question in dossier.version.content.get("questions", [])}
    return {
        field.key for field in form.fields(dossier.version.content, dossier.answers) if field.type != "file"
    }


def stands(visit: Visit, dossier: Dossier | None, step: int) -> dict[str, Any]:
    """Return what the record says now, by key."""
    if step == 1:
        return {"phone": visit.person.phone if visit.person else ""}
    if dossier is None:
        return {}
    if step == 6:
        said = delivery_of(dossier)
        return said | {"phone": _phone(said["phone"])}
    return dict(dossier.answers if step == 4 else dossier.values)


def raw_of(dossier: Dossier | None, step: int, posted: QueryDict, whole: bool) -> dict[str, Any]:
    """Return what the page sent, as the service of the step takes it.

    Args:
        whole: boxes that are not in `posted` were left empty, not left alone.
    """
    if step == 5 and dossier is not None:
        named = {name.split(".")[0] for name in posted}
        specs = [asdict(field) for field in form.fields(dossier.version.content, dossier.answers)]
        asked = [spec for spec in specs if spec["type"] != "file" and (whole or spec["key"] in named)]
        raw = read_fields(posted, asked)
        signs = {spec["key"] for spec in asked if spec["type"] == "signature"}
        return {key: value for key, value in raw.items() if key not in signs or _is_refusal(value)}
    sent = {key: nfc(posted.get(key, "")).strip() for key in keys_of_step(dossier, step) if key in posted}
    if step == 1:
        return {key: value for key, value in sent.items() if value}
    return {key: value for key, value in sent.items() if step != 4 or value in _choices(dossier, key)}


def typed(
    dossier: Dossier | None, step: int, posted: QueryDict, whole: bool, *, at: datetime
) -> dict[str, Any]:
    """Return what the page sent, in the form the record would keep it in."""
    raw = raw_of(dossier, step, posted, whole)
    if step == 5 and dossier is not None:
        content, today = dossier.version.content, at.astimezone(HANOI).date()
        merged = {**dossier.values, **raw}
        kept = form.clean(content, merged, answers=dossier.answers, today=today).values
        return {key: kept.get(key, value) for key, value in raw.items()}
    return {key: _phone(value) if key == "phone" else value for key, value in raw.items()}


def say(dossier: Dossier | None, step: int, key: str, value: Any) -> tuple[str, str]:
    """Return the label of a key and a value as people read it."""
    text = "" if value is None else str(value)
    if step == 1 or dossier is None:
        return "Số điện thoại", text
    if step == 6:
        if key == "way":
            text = dict(WAYS).get(text, text)
        elif key == "ward_code":
            ward = Ward.objects.filter(code=text).first()
            text = ward.full_name if ward else text
        return DELIVERY[key], text
    content = dossier.version.content
    if step == 4:
        asked = next((one for one in content.get("questions", []) if one["key"] == key), None)
        if asked is None:
            return GONE, text
        chosen = next((one["label_vi"] for one in asked["options"] if one["value"] == text), text)
        return asked["label_vi"], chosen
    field = next((one for one in form.fields(content, dossier.answers) if one.key == key), None)
    said = say_value(field, value) if field else None
    return (field.label_vi if field else GONE), (said[0] if said else "")


def plain(value: Any) -> Any:
    """Return a value as it is compared: nothing stated is None, a refusal to sign without its binding."""
    if isinstance(value, Mapping) and value.get("cannot"):
        return {"cannot": value["cannot"], "witness": value.get("witness") or ""}
    return None if value is None or value is False or value in ("", [], {}) else value


def is_kept_file(dossier: Dossier | None, step: int, key: str) -> bool:
    """Whether a key of the form is a file or a signature, which are given and not typed."""
    if step != 5 or dossier is None:
        return False
    found = form.fields(dossier.version.content, dossier.answers)
    return any(field.key == key and field.type in {"file", "signature"} for field in found)


def _is_refusal(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("cannot") in CANNOT_SIGN


def _choices(dossier: Dossier | None, key: str) -> set[str]:
    asked = dossier.version.content.get("questions", []) if dossier else []
    return {option["value"] for one in asked if one["key"] == key for option in one["options"]}


def _phone(text: str) -> str:
    try:
        return phones.normalise(text)
    except InvalidIdentifier:
        return text.strip()
