"""The process of one dossier as X2 draws it: only the steps its answers lead to, and where it is."""

from django.utils.safestring import SafeString

from cuamo.catalogue.rules.process import AUTHORITIES, NAMES, ROLES, Row, holding
from cuamo.catalogue.rules.questions import settled
from cuamo.dossiers.models import Dossier, Opinion, WorkItem
from cuamo.dossiers.states import State, Step
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.routing import deciding_code
from cuamo.web import process_diagram
from cuamo.web.process_diagram import Box

STAGE = {
    Step.INTAKE: 0,
    Step.EXAMINE: 1,
    Step.CITIZEN: 1,
    Step.APPROVE: 2,
    Step.SIGN: 3,
    Step.ISSUE: 3,
    Step.PACK: 4,
}
ALL_DONE = 4


def drawing_of(dossier: Dossier, item: WorkItem | None) -> SafeString:
    """Return the drawing with “đang ở đây”; empty for a version without a process, or decided elsewhere."""
    content = dossier.version.content
    rows = holding(content, answers=settled(content, dossier.answers), values=dossier.values)
    if not rows or dossier.route != "CITY":
        return SafeString("")
    stage = _stage(dossier, item)
    asked = {row.number: _unit(row, dossier) for row in rows if row.beside}
    names: dict[str, str] = {}
    answered: dict[str, bool] = {}
    if asked:
        names = dict(Unit.objects.filter(code__in=asked.values()).values_list("code", "name_vi"))
        opinions = Opinion.objects.filter(dossier=dossier, unit_code__in=asked.values()).order_by("asked_at")
        answered = {each.unit_code: each.answered_at is not None for each in opinions}
    boxes = []
    for row in rows:
        unit = asked.get(row.number, "")
        state = "" if row.rank is None else _state(row.rank, stage)
        if row.beside:
            state = "" if unit not in answered else "done" if answered[unit] else "wait"
        who = names.get(unit) or AUTHORITIES.get(row.unit_kind, unit)
        boxes.append(
            Box(
                stage=row.rank if row.rank is not None else 1,
                name=NAMES.get(row.step, (row.step, ""))[0],
                who=who if row.beside else ROLES.get(row.role, ""),
                hours=row.hours,
                beside=row.beside,
                state=state,
            )
        )
    return process_diagram.draw(boxes, title=f"Quy trình của hồ sơ {dossier.shown_code}", upright=True)


def _stage(dossier: Dossier, item: WorkItem | None) -> int | None:
    """Return the stage the dossier is at; None where it ended without a result."""
    if item is not None and Step(item.step) in STAGE:
        return STAGE[Step(item.step)]
    return ALL_DONE if dossier.state in {State.DONE, State.RETURNED} else None


def _state(rank: int, stage: int | None) -> str:
    if stage is None:
        return ""
    return "done" if rank < stage else "here" if rank == stage else ""


def _unit(row: Row, dossier: Dossier) -> str:
    return deciding_code({"kind": row.unit_kind, "unit_code": row.unit_code}, ward_code=dossier.ward_code)
