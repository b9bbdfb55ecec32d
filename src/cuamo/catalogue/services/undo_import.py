"""Take back a list that was applied, as a whole or not at all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.jobs import undo_import_job
from cuamo.catalogue.models import AcceptingList, Procedure, ProcedureImport, ProcedureVersion, Synonym
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.catalogue.states import CHANGEABLE, VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, NotFound

WITHIN = timedelta(hours=24)
"""How long after the last row a list can be taken back."""


@dataclass(frozen=True)
class Obstacle:
    """A row somebody built on since: why it cannot be taken back."""

    row: int
    """Place in the file, from 1."""
    code: str
    name_vi: str
    why_vi: str
    why_en: str


class UndoBlocked(IllegalTransition):
    """Rows were built on since; nothing was taken back."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        rows = ", ".join(str(found.row) for found in obstacles[:10])
        more = f" và {len(obstacles) - 10} dòng nữa" if len(obstacles) > 10 else ""
        super().__init__(
            "catalogue.undo_blocked",
            f"Không hoàn tác được, chưa đổi gì: đã có việc làm sau trên dòng {rows}{more}.",
            f"Nothing was taken back: {len(obstacles)} rows were built on since.",
            hint_vi="Xem từng dòng bên dưới, bỏ việc làm sau rồi hoàn tác lại, hoặc sửa riêng từng thủ tục.",
            hint_en="See the rows below; drop what came after and try again, or mend each procedure.",
        )
        self.obstacles = obstacles


@transaction.atomic
def start_undo(*, import_id: UUID, actor: Actor, at: datetime) -> ProcedureImport:
    """Have an applied list taken back (hoàn tác lần nhập); records `import.undo_started`.

    Raises:
        IllegalTransition: it is not applied, was applied more than 24 hours ago, or left no notes to go by.
        UndoBlocked: rows were built on since.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    taken = _locked(import_id)
    if taken.status != "APPLIED" or taken.finished_at is None:
        raise IllegalTransition(
            "catalogue.import_state",
            "Chỉ hoàn tác được lần nhập đã nhập xong.",
            "Only a list that was applied can be taken back.",
            where=taken.status,
        )
    if at > taken.finished_at + WITHIN:
        until = to_hanoi(taken.finished_at + WITHIN)
        raise IllegalTransition(
            "catalogue.undo_late",
            f"Chỉ hoàn tác được trong 24 giờ, đến {until:%H:%M %d/%m/%Y}. Chưa đổi gì.",
            f"A list can be taken back for 24 hours, here until {until:%H:%M %d/%m/%Y}. Nothing was changed.",
            hint_vi="Soạn phiên bản mới cho từng thủ tục cần sửa.",
            hint_en="Draft a new version of each procedure to mend.",
        )
    kept = sum(taken.report.get("applied", {}).get(name, 0) for name in ("new", "changed", "draft"))
    if kept > len(taken.made):
        raise IllegalTransition(
            "catalogue.undo_unknown",
            "Lần nhập này không ghi lại nội dung trước khi nhập nên không hoàn tác được.",
            "This import kept no notes of what was there before and cannot be taken back.",
        )
    if obstacles := obstacles_of(taken):
        raise UndoBlocked(obstacles)
    taken.status, taken.undone_by, taken.undone_name = "UNDOING", actor.id, actor.name
    taken.save(update_fields=["status", "undone_by", "undone_name"])
    events.record("import.undo_started", taken.id, actor=actor, at=at)
    undo_import_job.enqueue(import_id=str(taken.id))
    return taken


@transaction.atomic
def undo_import(*, import_id: UUID, at: datetime) -> None:
    """Take a list back in one transaction; a second run finds it done. Records `import.undone`.

    Drafts it made go. What it published for reading is withdrawn, and what stood there before counts again.
    Was a row built on in between, everything stays, the rows are noted, `import.undo_refused` is recorded.
    """
    taken = _locked(import_id)
    if taken.status != "UNDOING":
        return
    actor = Actor(ActorKind.STAFF, taken.undone_by, taken.undone_name, roles=frozenset({"CATALOGUE_EDITOR"}))
    if obstacles := obstacles_of(taken):
        taken.status = "APPLIED"
        taken.report = taken.report | {"undo_refused": [asdict(found) for found in obstacles]}
        taken.save(update_fields=["status", "report"])
        events.record("import.undo_refused", taken.id, actor=actor, at=at, rows=len(obstacles))
        return
    counts = _take_back(taken.made, at)
    taken.status, taken.undone_at = "UNDONE", at
    taken.report = {key: kept for key, kept in taken.report.items() if key != "undo_refused"} | {
        "undone": counts
    }
    taken.save(update_fields=["status", "undone_at", "report"])
    events.record("import.undone", taken.id, actor=actor, at=at, **counts)


def obstacles_of(taken: ProcedureImport) -> list[Obstacle]:
    """Return the rows of an applied list that somebody built on since, in the order of the file."""
    codes = {made["code"] for made in taken.made}
    standing: dict[str, list[ProcedureVersion]] = {}
    rows = ProcedureVersion.objects.filter(procedure_id__in=codes).exclude(status=VersionStatus.WITHDRAWN)
    for version in rows.defer("content"):
        standing.setdefault(version.procedure_id, []).append(version)
    words = Synonym.objects.filter(procedure_id__in=codes)
    spoken = {str(code) for code in words.values_list("procedure_id", flat=True)}
    published = {
        code
        for code, at in AcceptingList.objects.filter(procedure_id__in=codes).values_list(
            "procedure_id", "published_at"
        )
        if at >= taken.made_at
    }
    found = []
    for made in taken.made:
        why = _why_not(made, standing.get(made["code"], []), spoken=spoken, published=published)
        if why is not None:
            found.append(Obstacle(made["row"], made["code"], made["name_vi"], *why))
    return sorted(found, key=lambda obstacle: obstacle.row)


def _why_not(
    made: Mapping[str, Any], standing: list[ProcedureVersion], *, spoken: set[str], published: set[str]
) -> tuple[str, str] | None:
    version = next((held for held in standing if str(held.id) == made["version"]), None)
    if made["outcome"] == "draft":
        return _why_draft_stays(version, standing)
    if version is None or version.status != VersionStatus.INFORMATION or version.valid_to is not None:
        return "đã có phiên bản khác thay", "another version took its place"
    if any(held.number > version.number for held in standing):
        return "đã có phiên bản soạn sau", "a later version was drafted"
    if made["code"] in published:
        return "đã công bố nơi tiếp nhận", "its places were published"
    if made["outcome"] == "new" and made["code"] in spoken:
        return "đã có từ hay dùng chỉ tới thủ tục này", "everyday words point to it"
    return None


def _why_draft_stays(
    version: ProcedureVersion | None, standing: list[ProcedureVersion]
) -> tuple[str, str] | None:
    if version is None:
        return None
    if version.status not in CHANGEABLE:
        return "bản nháp đã được trình duyệt hoặc công bố", "the draft was handed in or published"
    if version.revision:
        return "bản nháp đã được sửa", "the draft was edited"
    if any(held.based_on_id == version.id for held in standing):
        return "đã soạn bản khác từ bản nháp này", "another draft was begun from it"
    return None


def _take_back(notes: list[dict[str, Any]], at: datetime) -> dict[str, int]:
    drafts = [made["version"] for made in notes if made["outcome"] == "draft"]
    shown = [made for made in notes if made["outcome"] != "draft"]
    dropped, _ = ProcedureVersion.objects.filter(id__in=drafts).delete()
    withdrawn = ProcedureVersion.objects.filter(id__in=[made["version"] for made in shown]).update(
        status=VersionStatus.WITHDRAWN, valid_to=to_hanoi(at).date()
    )
    restored = 0
    former: dict[str, list[str]] = {}
    for made in shown:
        for version_id, status in made["replaced"]:
            former.setdefault(status, []).append(version_id)
    for status, ids in former.items():
        restored += ProcedureVersion.objects.filter(id__in=ids).update(status=status, valid_to=None)
    for made in shown:
        if made["facts"]:
            Procedure.objects.filter(code=made["code"]).update(**made["facts"])
    index_procedures([made["code"] for made in shown])
    return {"dropped": dropped, "withdrawn": withdrawn, "restored": restored}


def _locked(import_id: UUID) -> ProcedureImport:
    found = ProcedureImport.objects.select_for_update().defer("rows").filter(id=import_id).first()
    if found is None:
        raise NotFound("catalogue.no_import", "Không thấy lần nhập này.", "There is no such import.")
    return found
