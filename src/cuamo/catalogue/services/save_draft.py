"""Keep what an editor typed, faulty or not; two who write at once see each other."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.states import CHANGEABLE
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound

Path = tuple[str | int, ...]
"""Where in the content: `("questions", 0)`; empty for all of it."""
RowAct = Literal["add", "remove", "up", "down"]
MOST_BYTES = 2_000_000


class EditConflict(Conflict):
    """Somebody else saved the same part in between; both texts are at hand."""

    def __init__(self, *, theirs: Any, who: str) -> None:
        super().__init__(
            "catalogue.edit_conflict",
            f"{who or 'Người khác'} vừa lưu cùng phần này. Chưa lưu gì, chữ vừa gõ vẫn còn ở đây.",
            f"{who or 'Somebody else'} just saved the same part. Nothing was saved; your text is still here.",
            hint_vi="Xem phần của người đó rồi chọn giữ bản nào.",
            hint_en="Look at theirs, then choose which one to keep.",
        )
        self.theirs = theirs


@transaction.atomic
def save_part(
    *,
    version_id: UUID,
    path: Path,
    value: Any,
    seen: str,
    actor: Actor,
    at: datetime,
    keys: Sequence[str] = (),
) -> ProcedureVersion:
    """Keep one part of a draft as it was typed, faults and all; records `version.saved`.

    Saves of different parts never disturb each other. Saving what is already there changes nothing.

    Args:
        seen: `stamp` of the part as the editor saw it when beginning to type.
        keys: only these keys of the part are meant, in `value` and in `seen`; empty for all of it.
    Raises:
        EditConflict: the part is no longer what was seen; nothing is kept.
        IllegalTransition: it is no draft.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    version = _lock_draft(version_id)
    content = deepcopy(version.content)
    whole = part_at(content, path)
    current = only(whole, keys)
    value = only(value, keys)
    if stamp(current) == stamp(value):
        return version
    if stamp(current) != seen:
        raise EditConflict(theirs=current, who=version.edited_name)
    if keys:
        value = {
            key: kept
            for key, kept in {**(whole or {}), **value}.items()
            if kept is not None or key not in keys
        }
    return _keep(version, _with(content, path, value), [*path, *keys], actor, at)


def only(part: Any, keys: Sequence[str]) -> Any:
    """Return these keys of a part; all of it when none is named."""
    if not keys:
        return part
    held = part if isinstance(part, Mapping) else {}
    return {key: held.get(key) for key in keys}


@transaction.atomic
def change_rows(
    *,
    version_id: UUID,
    path: Path,
    act: RowAct,
    actor: Actor,
    at: datetime,
    row: int = 0,
    seen: str = "",
    value: Any = None,
) -> ProcedureVersion:
    """Add, remove or move a row of a list in a draft; records `version.saved`.

    Args:
        path: of the list.
        row: which one, from 0; unused for `add`.
        seen: `stamp` of that row as the editor saw it; unused for `add`.
        value: the new row, for `add`.
    Raises:
        EditConflict: that row is no longer what was seen.
        IllegalTransition: it is no draft.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    version = _lock_draft(version_id)
    content = deepcopy(version.content)
    rows = part_at(content, path)
    rows = list(rows) if isinstance(rows, list) else []
    if act == "add":
        rows.append(value)
    else:
        if not 0 <= row < len(rows) or stamp(rows[row]) != seen:
            raise EditConflict(theirs=rows[row] if 0 <= row < len(rows) else None, who=version.edited_name)
        if act == "remove":
            rows.pop(row)
        else:
            other = row - 1 if act == "up" else row + 1
            if not 0 <= other < len(rows):
                return version
            rows[row], rows[other] = rows[other], rows[row]
    return _keep(version, _with(content, path, rows), path, actor, at)


def stamp(part: Any) -> str:
    """Return a short mark of a part, the same for the same facts."""
    return fingerprint({"part": part})[:16]


def part_at(content: Mapping[str, Any], path: Path) -> Any:
    """Return the part of a content at `path`; None where there is none yet.

    Raises:
        NotFound: the path leads to a row that is not there.
    """
    found: Any = content
    for step in path:
        if isinstance(step, int):
            if not isinstance(found, list) or not 0 <= step < len(found):
                raise NotFound("catalogue.no_part", "Không thấy phần này.", "There is no such part.")
            found = found[step]
        elif found is None:
            return None
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _with(content: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    if not path:
        return dict(value) if isinstance(value, Mapping) else content
    holder: Any = content
    for step in path[:-1]:
        if isinstance(holder, dict) and holder.get(str(step)) is None:
            holder[str(step)] = {}
        holder = holder[step]
    if isinstance(holder, dict) and value is None:
        holder.pop(str(path[-1]), None)
    else:
        holder[path[-1]] = value
    return content


def _lock_draft(version_id: UUID) -> ProcedureVersion:
    version = lock_version(version_id)
    if version.status not in CHANGEABLE:
        raise IllegalTransition(
            "catalogue.not_draft",
            "Phiên bản này không còn là bản nháp, không sửa được.",
            "This version is no longer a draft and cannot be changed.",
            where=version.status,
            hint_vi="Soạn một phiên bản mới từ phiên bản này.",
            hint_en="Draft a new version from it.",
        )
    return version


def _keep(
    version: ProcedureVersion, content: dict[str, Any], path: Sequence[str | int], actor: Actor, at: datetime
) -> ProcedureVersion:
    if content.get("code") != version.procedure_id:
        raise Invalid(
            "catalogue.code_changed",
            f"Mã thủ tục phải giữ nguyên là {version.procedure_id}.",
            f"The code must stay {version.procedure_id}.",
            where="code",
        )
    if len(str(content)) > MOST_BYTES:
        raise Invalid("catalogue.too_large", "Nội dung dài quá 2 MB.", "The content is larger than 2 MB.")
    version.content = content
    version.content_sha256 = fingerprint(content)
    version.revision += 1
    version.edited_by, version.edited_name, version.edited_at = actor.id, actor.name, at
    if actor.id not in version.authors:
        version.authors = [*version.authors, actor.id]
    version.save(
        update_fields=[
            "content",
            "content_sha256",
            "revision",
            "edited_by",
            "edited_name",
            "edited_at",
            "authors",
        ]
    )
    _repeat_facts(version)
    events.record(
        "version.saved",
        version.id,
        actor=actor,
        at=at,
        code=version.procedure_id,
        number=version.number,
        revision=version.revision,
        part=".".join(str(step) for step in path),
    )
    return version


def _repeat_facts(version: ProcedureVersion) -> None:
    """A procedure nobody can read yet is listed under the name its draft has."""
    content = version.content
    names = {name: content.get(name) for name in ("name_vi", "field_vi")}
    if version.number == 1 and all(isinstance(text, str) and text for text in names.values()):
        Procedure.objects.filter(code=version.procedure_id).update(**names)
