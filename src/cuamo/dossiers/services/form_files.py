"""Files and signatures given inside the form of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuamo.catalogue.rules.form import FieldError
from cuamo.catalogue.rules.form_files import CANNOT_SIGN, LAPSED, file_value, is_refusal, kept_parts
from cuamo.documents.errors import Refused
from cuamo.documents.services.require_ink import require_ink
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import Actor
from cuamo.kernel.text import nfc


@dataclass(frozen=True)
class Upload:
    """A file that came with a form."""

    data: bytes
    filename: str


@dataclass(frozen=True)
class Taken:
    """What came of the files and signatures of one form."""

    raw: dict[str, Any]
    """Everything that was entered; for files and signatures what the values may keep."""
    signed: frozenset[str]
    """Signatures given just now: to be bound to the values."""
    refused: dict[str, FieldError]
    """Files that could not be taken, by field."""


def take_form_files(
    dossier: Dossier, raw: Mapping[str, Any], uploads: Mapping[str, Upload], *, actor: Actor, at: datetime
) -> Taken:
    """Store what came for fields of type file and signature, exactly as papers are stored.

    What the page says for such a field is only ever an act, never a value: `{"remove": True}`, or
    `{"cannot", "witness"}` of a signature. A reference to a stored file comes from nowhere but here, so that
    nobody can point at a file of somebody else.
    """
    entered = {key: value for key, value in raw.items() if key not in kept_parts(dossier.version.content)}
    signed: set[str] = set()
    refused: dict[str, FieldError] = {}
    for key, part in kept_parts(dossier.version.content).items():
        held = dossier.values.get(key)
        if key in uploads:
            try:
                entered[key] = _stored(part, uploads[key], actor, at)
            except Refused as fault:
                refused[key] = _said(part, fault)
                continue
            signed |= {key} if part["type"] == "signature" else set()
        elif key in raw:
            value = _acted(part, raw[key], held)
            if value != held:
                entered[key] = value
                signed |= {key} if is_refusal(value) else set()
    return Taken(entered, frozenset(signed), refused)


def _stored(part: Mapping[str, Any], upload: Upload, actor: Actor, at: datetime) -> dict[str, Any]:
    if part["type"] == "signature":
        require_ink(upload.data)
    file = store_upload(data=upload.data, filename=upload.filename, actor=actor, at=at)
    return file_value(file_id=str(file.id), sha256=file.sha256, name=file.original_name, pages=file.pages)


def _acted(part: Mapping[str, Any], act: Any, held: Any) -> Any:
    """Return what the field holds after an act without a file; what is no act changes nothing."""
    if not isinstance(act, Mapping):
        return held
    if act.get("remove") is True:
        return None
    if part["type"] != "signature" or not isinstance(act.get("cannot"), str):
        return held
    if act["cannot"] in CANNOT_SIGN:
        said = {"cannot": act["cannot"], "witness": nfc(str(act.get("witness") or ""))}
        same = is_refusal(held) and all(held.get(name) == said[name] for name in said)
        return held if same else said
    return None if is_refusal(held) and held != LAPSED else held


def _said(part: Mapping[str, Any], fault: Refused) -> FieldError:
    return FieldError(
        f"«{part['label_vi']}»: {fault.vi} {fault.hint_vi}".strip(),
        f"“{part['label_en']}”: {fault.en} {fault.hint_en}".strip(),
    )
