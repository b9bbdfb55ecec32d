"""Files and signatures of a form: what stands in the values instead of bytes, and what a signature is for."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

KEPT = frozenset({"file", "signature"})
"""Types whose value refers to a stored file."""
CANNOT_SIGN = {
    "ILLITERATE": ("không biết viết", "cannot write"),
    "HANDS": ("tay không ký được", "hands do not allow it"),
    "SIGHT": ("không nhìn được", "cannot see"),
    "NO_DEVICE": ("không có máy, ảnh để ký", "no device or picture to sign with"),
}
"""Why somebody does not sign; a witness is named then."""
LAPSED = {"lapsed": True}
"""Stands where a signature was given for other values."""
LONGEST_WITNESS = 120


def file_value(*, file_id: str, sha256: str, name: str, pages: int) -> dict[str, Any]:
    """Return what the values keep of a stored file: a reference with its hash, never the bytes."""
    return {"file": file_id, "sha256": sha256, "name": name, "pages": pages}


def is_file(value: Any) -> bool:
    """Whether a value refers to a stored file."""
    return isinstance(value, Mapping) and bool(value.get("file")) and bool(value.get("sha256"))


def is_refusal(value: Any) -> bool:
    """Whether a value says that somebody does not sign, and why."""
    return isinstance(value, Mapping) and bool(value.get("cannot"))


def values_signed(content: Mapping[str, Any], values: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """Return the hash a signature stands for: over the answers and every value but the signatures.

    Args:
        values: cleaned, only of fields that apply. answers: only of questions that are asked.
    """
    signatures = {part["key"] for part in parts(content) if part["type"] == "signature"}
    signed = {
        "answers": dict(answers),
        "values": {key: value for key, value in values.items() if key not in signatures},
    }
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def parts(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return every field of the form, in its order."""
    return [part for section in content.get("form", {}).get("sections", []) for part in section["fields"]]


def kept_parts(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the fields whose value refers to a stored file, by key."""
    return {part["key"]: part for part in parts(content) if part["type"] in KEPT}


def say_file(value: Any) -> tuple[str, str] | None:
    """Return the name of a file and its pages."""
    if not is_file(value):
        return None
    pages = int(value.get("pages") or 1)
    name = str(value.get("name") or "")
    return f"{name} ({pages} trang)", f"{name} ({pages} page{'s' if pages > 1 else ''})"


def say_signature(value: Any) -> tuple[str, str] | None:
    """Return that somebody signed, or why not and who saw it."""
    if is_file(value):
        return "Đã ký", "Signed"
    if not is_refusal(value):
        return None
    vi, en = CANNOT_SIGN.get(value["cannot"], (value["cannot"],) * 2)
    witness = value.get("witness") or "–"
    return f"Không ký: {vi}. Người làm chứng: {witness}", f"Not signed: {en}. Witness: {witness}"
