"""Ask everybody the process consults, the moment a dossier is accepted."""

from datetime import datetime

from cuamo.catalogue.rules import process
from cuamo.catalogue.rules.questions import settled
from cuamo.dossiers.models import Dossier, Opinion
from cuamo.dossiers.services.opinion import open_opinion
from cuamo.dossiers.services.parts import tell
from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.routing import deciding_code
from cuamo.organisation.types import UnitKind

ASKED_KINDS = (UnitKind.AUTHORITY, UnitKind.WARD)


def open_consultations(dossier: Dossier, *, officer: Actor, at: datetime) -> list[Opinion]:
    """Ask each authority the process names for these answers (lấy ý kiến song song); the clock runs on.

    Two questions to one authority go out as one, with the longer term. An authority that is not in the
    network, or decides itself, cannot be asked: `dossier.opinion_unplaced` says so, for the officer to see.
    """
    content = dossier.version.content
    rows = process.consultations(content, answers=settled(content, dossier.answers), values=dossier.values)
    asked: dict[str, tuple[list[str], float]] = {}
    for row in rows:
        unit = deciding_code({"kind": row.unit_kind, "unit_code": row.unit_code}, ward_code=dossier.ward_code)
        questions, hours = asked.get(unit, ([], 0.0))
        asked[unit] = ([*questions, row.question_vi], max(hours, row.hours or 0.0))
    known = set(Unit.objects.filter(code__in=asked, kind__in=ASKED_KINDS).values_list("code", flat=True))
    opened = []
    for unit, (questions, hours) in asked.items():
        if unit not in known or unit == dossier.decided_by:
            tell("dossier.opinion_unplaced", dossier, actor=officer, at=at, unit=unit, questions=questions)
            continue
        opened.append(
            open_opinion(
                dossier,
                of_unit=unit,
                question="\n".join(questions),
                hours=hours,
                officer=officer,
                at=at,
                by_process=True,
            )
        )
    return opened
