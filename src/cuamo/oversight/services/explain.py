"""Demand an explanation, give it, accept it or send it back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import DossierKey, Lateness, WorkItem
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.selectors.whom_to_tell import Somebody, leaders_of
from cuamo.dossiers.services.remind import end_alerts, remind
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.ids import new_id
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Unit
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.scope import unit_of, units_under
from cuamo.organisation.types import Role, UnitKind
from cuamo.oversight.models import Explanation

MOST = 3000
MOST_DOSSIERS = 50
DECIDING = (UnitKind.AUTHORITY, UnitKind.WARD)
"""They decide dossiers the centre receives, and stand below nobody of the network."""
DEMANDERS = (Role.INSPECTOR, Role.LEADER)


@transaction.atomic
def demand_explanation(
    *,
    unit_code: str,
    question: str,
    figure: str = "",
    codes: Sequence[str] = (),
    answer_by: datetime,
    actor: Actor,
    at: datetime,
) -> Explanation:
    """Demand an explanation from the leader of a unit (yêu cầu giải trình), with its deadline.

    Args:
        codes: dossiers it is about, by their codes; with none, `figure` says what is to be explained.
    Raises:
        NotPermitted: the actor is no inspector or leader of the centre.
        Invalid: nothing is asked, it is about nothing, a code is unknown there, or the deadline is over.
    """
    require_may_demand(actor)
    said = _said(question, where="noi_dung", what="Chưa ghi cần giải trình điều gì.")
    if answer_by <= at:
        raise Invalid(
            "explanation.deadline",
            "Hạn trả lời phải sau lúc này.",
            "The deadline must lie ahead.",
            where="han",
        )
    person = _leader_of(unit_code, actor, at)
    dossiers = [
        _dossier_at(unit_code, code)
        for code in dict.fromkeys(code_as_kept(code) for code in codes if code.strip())
    ]
    if len(dossiers) > MOST_DOSSIERS:
        raise Invalid(
            "explanation.many",
            f"Mỗi yêu cầu tối đa {MOST_DOSSIERS} hồ sơ.",
            f"At most {MOST_DOSSIERS} dossiers in one demand.",
            where="ho_so",
            hint_vi="Chia thành nhiều yêu cầu.",
            hint_en="Divide it into several.",
        )
    about = nfc(figure).strip()[:300]
    if not dossiers and not about:
        raise Invalid(
            "explanation.nothing",
            "Cần nêu hồ sơ hoặc con số phải giải trình.",
            "Name the dossiers, or the figure, that must be explained.",
            where="ho_so",
        )
    asked = Explanation.objects.create(
        id=new_id(),
        unit_code=unit_code,
        to_id=person.id,
        to_name=person.name,
        question=said,
        figure=about,
        dossiers=dossiers,
        asked_by=actor.as_json(),
        asked_at=at,
        answer_by=answer_by,
    )
    _remind(asked, person, at)
    events.record(
        "explanation.demanded",
        asked.id,
        actor=actor,
        at=at,
        unit=unit_code,
        to=person.id,
        answer_by=answer_by.isoformat(),
        dossiers=[row["code"] for row in dossiers],
    )
    return asked


@transaction.atomic
def give_explanation(*, explanation_id: UUID, leader: Actor, answer: str, at: datetime) -> Explanation:
    """Give the explanation that was demanded (giải trình).

    Raises:
        NotFound: none is demanded of the actor's unit.
        NotPermitted: the actor is no leader.
        Conflict: it was given, and waits to be judged, or was accepted.
        Invalid: nothing is written.
    """
    require_role(leader, Role.LEADER)
    asked = Explanation.objects.select_for_update().filter(id=explanation_id).first()
    if asked is None or not (asked.to_id == leader.id or asked.unit_code == leader.unit_code):
        raise unknown()
    if asked.state not in {"ASKED", "SENT_BACK"}:
        raise Conflict(
            "explanation.given",
            "Giải trình này đã gửi. Bản mới chưa gửi.",
            "This explanation was given. The new one is not sent.",
        )
    asked.answer = _said(answer, where="giai_trinh", what="Chưa viết giải trình.")
    asked.state, asked.answered_at, asked.answered_by = "ANSWERED", at, leader.as_json()
    asked.save(update_fields=["answer", "state", "answered_at", "answered_by"])
    end_alerts(asked.id, "EXPLAIN", at=at)
    events.record("explanation.given", asked.id, actor=leader, at=at, in_time=at <= asked.answer_by)
    return asked


@transaction.atomic
def judge_explanation(
    *, explanation_id: UUID, accept: bool, note: str = "", answer_by: datetime | None = None,
    actor: Actor, at: datetime,
) -> Explanation:  # fmt: skip
    """Accept an explanation, or send it back with what is missing and a new deadline.

    Raises:
        NotPermitted: the actor is no inspector or leader of the centre.
        NotFound: there is none.
        Conflict: no explanation waits to be judged.
        Invalid: sent back without saying why, or without a deadline ahead.
    """
    require_may_demand(actor)
    asked = Explanation.objects.select_for_update().filter(id=explanation_id).first()
    if asked is None:
        raise unknown()
    if asked.state != "ANSWERED":
        raise Conflict(
            "explanation.not_given", "Không có giải trình nào chờ xem.", "No explanation waits to be judged."
        )
    if accept:
        asked.state, asked.note = "ACCEPTED", nfc(note).strip()[:MOST]
    else:
        asked.note = _said(note, where="y_kien", what="Cần ghi rõ còn thiếu gì.")
        if answer_by is None or answer_by <= at:
            raise Invalid(
                "explanation.deadline",
                "Hạn trả lời mới phải sau lúc này.",
                "The new deadline must lie ahead.",
                where="han",
            )
        asked.state, asked.answer_by = "SENT_BACK", answer_by
    asked.judged_at, asked.judged_by = at, actor.as_json()
    asked.save(update_fields=["state", "note", "answer_by", "judged_at", "judged_by"])
    about = events.record(
        "explanation.accepted" if accept else "explanation.sent_back", asked.id, actor=actor, at=at
    )
    if not accept:
        _remind(asked, Somebody(asked.to_id, asked.to_name, asked.unit_code), at, about_id=about.id)
    return asked


def require_may_demand(actor: Actor) -> None:
    """Let pass inspectors and leaders of the centre itself."""
    require_role(actor, *DEMANDERS)
    unit = unit_of(actor)
    if unit is None or unit.kind != UnitKind.CENTRE:
        raise NotPermitted(
            "explanation.elsewhere",
            "Chỉ giám sát viên và lãnh đạo Trung tâm yêu cầu giải trình.",
            "Only inspectors and leaders of the centre demand explanations.",
        )


def unknown() -> NotFound:
    """The answer to who asks for an explanation that is not theirs."""
    return NotFound("explanation.unknown", "Không thấy yêu cầu giải trình này.", "There is no such demand.")


def _leader_of(unit_code: str, actor: Actor, at: datetime) -> Somebody:
    below = unit_code in units_under(actor.unit_code)
    if not below and not Unit.objects.filter(code=unit_code, kind__in=DECIDING).exists():
        raise Invalid(
            "explanation.unit",
            f"Không có đơn vị mã «{unit_code}».",
            f"There is no unit with the code “{unit_code}”.",
            where="don_vi",
            hint_vi="Chọn đơn vị trong danh sách.",
            hint_en="Choose a unit from the list.",
        )
    leaders = [who for who in leaders_of(unit_code, at=at) if who.id != actor.id]
    if not leaders:
        raise Invalid(
            "explanation.nobody",
            "Đơn vị này hôm nay không có lãnh đạo để nhận yêu cầu.",
            "This unit has no leader today who could answer.",
            where="don_vi",
            hint_vi="Chọn đơn vị cấp trên.",
            hint_en="Choose the unit above.",
        )
    return leaders[0]


def _dossier_at(unit_code: str, kept: str) -> dict[str, str]:
    key = DossierKey.objects.filter(kind__in=["CODE", "REF", "EXTERNAL"], value=kept).first()
    there = key is not None and (
        WorkItem.objects.filter(dossier_id=key.dossier_id, unit_code=unit_code).exists()
        or Lateness.objects.filter(dossier_id=key.dossier_id, unit_code=unit_code).exists()
    )
    if key is None or not there:
        raise Invalid(
            "explanation.dossier",
            f"Hồ sơ {kept} không nằm ở đơn vị này.",
            f"The dossier {kept} does not lie with this unit.",
            where="ho_so",
            hint_vi="Xem lại mã hồ sơ.",
            hint_en="Check the code.",
        )
    return {"id": str(key.dossier_id), "code": kept}


def _remind(asked: Explanation, person: Somebody, at: datetime, about_id: UUID | None = None) -> None:
    remind(
        [person],
        kind="EXPLAIN",
        as_who="NAMED",
        subject_id=asked.id,
        about_id=about_id or asked.id,
        code="",
        unit_code=asked.unit_code,
        due_at=asked.answer_by,
        at=at,
    )


def _said(text: str, *, where: str, what: str) -> str:
    said = "\n".join(nfc(line).strip() for line in text.strip().splitlines())
    if not said:
        raise Invalid("explanation.empty", what, "Nothing is written yet.", where=where)
    if len(said) > MOST:
        raise Invalid(
            "explanation.long",
            f"Viết dài {len(said)} ký tự, quá {MOST}.",
            f"It has {len(said)} characters, more than {MOST}.",
            where=where,
            hint_vi="Viết ngắn lại.",
            hint_en="Make it shorter.",
        )
    return said
