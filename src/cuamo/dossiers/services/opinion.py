"""Ask a second authority beside the running case, and answer when asked."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Opinion
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import CLOSED, State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import UnitKind

OPINION_ROLES = frozenset({"SPECIALIST", "LEADER"})


@transaction.atomic
def ask_opinion(
    *, dossier_id: UUID, officer: Actor, of_unit: str, question: str, hours: int, at: datetime
) -> Opinion:
    """Ask another authority for its opinion (lấy ý kiến phối hợp); several may be asked side by side.

    The clock of the dossier runs on; the term of the opinion never ends after the dossier's.

    Args:
        hours: working hours the other has, 1 to 240.
    Raises:
        Invalid: no question, a term out of range, or a unit that is no other authority.
        Conflict: that unit is being asked already.
        NotPermitted: not the officer's step.
        IllegalTransition: it is not being decided.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    if dossier.state not in {State.ACCEPTED, State.IN_PROGRESS} or dossier.due_at is None:
        raise IllegalTransition(
            "opinion.state", "Hồ sơ không ở bước thẩm định.", "The dossier is not being examined."
        )
    if not question.strip():
        raise Invalid("opinion.no_question", "Cần ghi câu hỏi.", "Write the question.", where="question")
    if not 1 <= hours <= 240:
        raise Invalid(
            "opinion.hours", "Thời hạn từ 1 đến 240 giờ làm việc.", "1 to 240 working hours.", where="hours"
        )
    known = Unit.objects.filter(code=of_unit, kind__in=[UnitKind.AUTHORITY, UnitKind.WARD]).exists()
    if not known or of_unit == dossier.decided_by:
        raise Invalid(
            "opinion.unit",
            "Chọn một cơ quan khác trong danh sách.",
            "Choose another authority.",
            where="of_unit",
        )
    return open_opinion(dossier, of_unit=of_unit, question=question, hours=hours, officer=officer, at=at)


@transaction.atomic
def give_opinion(*, opinion_id: UUID, officer: Actor, agrees: bool, answer: str, at: datetime) -> Opinion:
    """Answer as the authority that was asked (cho ý kiến), once; after the term still, marked late.

    Raises:
        NotFound: the officer's unit was not asked.
        NotPermitted: the officer neither examines nor leads there.
        Invalid: nothing is said.
        IllegalTransition: it has been answered, or the dossier has ended and needs it no more.
    """
    found = Opinion.objects.filter(id=opinion_id).first()
    if found is None or found.unit_code not in units_under(officer.unit_code):
        raise NotFound("opinion.unknown", "Không thấy đề nghị này.", "There is no such request here.")
    if not officer.roles & OPINION_ROLES:
        raise NotPermitted(
            "opinion.role", "Chuyên viên hoặc lãnh đạo trả lời.", "A specialist or leader answers."
        )
    if not answer.strip():
        raise Invalid("opinion.no_answer", "Cần ghi ý kiến.", "Write the opinion.", where="answer")
    dossier = lock_dossier(found.dossier_id)
    opinion = Opinion.objects.select_for_update(of=("self",)).get(id=opinion_id)
    if opinion.answered_at is not None:
        raise IllegalTransition("opinion.answered", "Đã có ý kiến rồi.", "It has been answered already.")
    if dossier.state in CLOSED:
        raise IllegalTransition(
            "opinion.unneeded",
            "Hồ sơ đã kết thúc, không cần ý kiến này nữa.",
            "The dossier has ended; this opinion is no longer needed.",
            hint_vi="Không phải làm gì thêm. Câu hỏi nằm ở tab «Không cần nữa».",
            hint_en="Nothing has to be done. The question stands among those no longer needed.",
        )
    opinion.agrees, opinion.answer = agrees, answer.strip()[:4000]
    opinion.answered_at, opinion.answered_by = at, officer.as_json()
    opinion.save()
    tell(
        "dossier.opinion_given",
        dossier,
        actor=officer,
        at=at,
        opinion_id=str(opinion.id),
        unit=opinion.unit_code,
        agrees=agrees,
        late=at > opinion.due_at,
    )
    return opinion


def open_opinion(
    dossier: Dossier,
    *,
    of_unit: str,
    question: str,
    hours: float,
    officer: Actor,
    at: datetime,
    by_process: bool = False,
) -> Opinion:
    """Put the question to the other authority; the dossier is locked and has its due moment.

    Args:
        by_process: asked because the process says so, not because an officer thought of it.
    Raises:
        Conflict: that unit is being asked already.
    """
    assert dossier.due_at is not None
    calendar = calendar_of(dossier.decided_by)
    due_at = min(calendar.add_minutes(calendar.next_open(at), round(hours * 60)), max(dossier.due_at, at))
    try:
        with transaction.atomic():
            opinion = Opinion.objects.create(
                dossier=dossier,
                unit_code=of_unit,
                question=question.strip()[:2000],
                asked_at=at,
                asked_by=officer.as_json(),
                due_at=due_at,
            )
    except IntegrityError:
        raise Conflict(
            "opinion.open", "Cơ quan này đang được hỏi rồi.", "That authority is being asked already."
        ) from None
    tell(
        "dossier.opinion_asked",
        dossier,
        actor=officer,
        at=at,
        opinion_id=str(opinion.id),
        unit=of_unit,
        answer_by=due_at.isoformat(),
        by_process=by_process,
    )
    return opinion


def require_no_open_opinion(dossier: Dossier, *, at: datetime) -> None:
    """Refuse to propose while an opinion is awaited whose term still runs; past its term nobody waits.

    Raises:
        IllegalTransition: an opinion is awaited.
    """
    waiting = Opinion.objects.filter(dossier=dossier, answered_at=None, due_at__gt=at).first()
    if waiting is not None:
        name = Unit.objects.filter(code=waiting.unit_code).values_list("name_vi", flat=True).first()
        raise IllegalTransition(
            "opinion.awaited",
            f"Đang chờ ý kiến của {name}.",
            f"The opinion of {name} is awaited.",
            hint_vi="Chờ ý kiến, hoặc trình sau khi hết hạn trả lời.",
            hint_en="Wait for it, or propose once its term is over.",
        )
