"""An issued result has a mistake: replace it, and keep the first one for ever."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.result_template import draft
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, PastResult, Result, WorkItem
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.sentence_words import sentence_words
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.parts import lock_dossier, random_code, tell, wait_at
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def correct_result(
    *, dossier_id: UUID, officer: Actor, reason: str, content: Mapping[str, str], at: datetime
) -> Result:
    """Draft the corrected result of a finished dossier (đính chính kết quả); a leader approves it as always.

    The issued one is kept as a past result and its check page says that it was replaced. A draft the leader
    sent back is drafted again here. The business state stays: the dossier was finished when it was finished.

    Args:
        content: what the corrected document will say, label by label; the words of its sentences too
            (`sentence_words`), those left out stay as they are.
    Raises:
        Invalid: no reason, or nothing changes.
        NotPermitted: `officer` does not examine for the deciding unit.
        IllegalTransition: there is no issued result, or something else about it is under way.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    again = result is not None and _was_sent_back(result)
    finished = dossier.state in {State.DONE, State.RETURNED}
    if result is None or not finished or (result.issued_at is None and not again):
        raise IllegalTransition(
            "correct.none", "Chưa có kết quả đã phát hành.", "There is no issued result to correct."
        )
    if result.revoked_at is not None:
        raise IllegalTransition(
            "correct.revoked", "Kết quả đã bị thu hồi.", "The result was taken back; it cannot be corrected."
        )
    if not again and WorkItem.objects.filter(dossier_id=dossier.id).exclude(step=Step.PACK).exists():
        raise IllegalTransition(
            "correct.under_way",
            "Đang có việc khác về kết quả này, chờ xong rồi đính chính.",
            "Something else about this result is under way; correct it afterwards.",
        )
    if not reason.strip():
        raise Invalid("correct.no_reason", "Cần ghi sai ở đâu.", "Say what is wrong.", where="reason")
    words = {label: text for label, text in sentence_words(result).items() if label not in result.content}
    rows = {label: text for label, text in content.items() if label not in words}
    said = words | {label: text for label, text in content.items() if label in words}
    if not again and (rows, said) == (dict(result.content), words):
        raise Invalid("correct.same", "Nội dung chưa thay đổi.", "Nothing has changed yet.", where="content")
    if not again:
        keep_the_issued_one(result, reason=reason, officer=officer, at=at)
    result.content = rows
    template = draft(dossier.version.content, dossier.values, dossier.answers, rows=rows | said)
    if template is not None:
        result.layout = template.layout
    result.drafted_at, result.drafted_by, result.drafted_by_name = at, officer.id, officer.name
    draft_again(dossier, result, officer, reason=reason, at=at)
    decided(dossier, "PROPOSE_GRANT", officer, at, note=f"Đính chính: {reason.strip()[:480]}", reasons=[])
    return result


def draft_again(
    dossier: Dossier, result: Result, actor: Actor, *, reason: str, at: datetime, **told: object
) -> None:
    """Lay the locked result before a leader anew, without number, signature and file; the old one is kept."""
    result.approved_at, result.approved_by, result.approved_by_name = None, "", ""
    result.number, result.numbered_at, result.signed_at = "", None, None
    result.file = result.signed_file = None
    result.numbered_by, result.open_places, result.sealed_at = "", False, None
    result.issued_at, result.issued_by = None, ""
    result.check_token = random_code(16)
    result.corrects = {"reason": reason.strip()[:500], "by": actor.as_json(), "at": at.isoformat()}
    result.save()
    calendar = calendar_for(dossier)
    wait_at(
        dossier,
        Step.APPROVE,
        at=at,
        step_due_at=calendar.add_minutes(calendar.next_open(at), round(hours_of(dossier, "APPROVE") * 60)),
    )
    tell("dossier.correction_drafted", dossier, actor=actor, at=at, **told)


def _was_sent_back(result: Result) -> bool:
    """True when a correction lies with the specialist again."""
    if result.issued_at is not None or not result.corrects:
        return False
    return WorkItem.objects.filter(dossier_id=result.dossier_id, step=Step.EXAMINE).exists()


def keep_the_issued_one(result: Result, *, reason: str, officer: Actor, at: datetime) -> None:
    """Keep the issued result as a past one; its check page says from now on that it was replaced."""
    PastResult.objects.create(
        dossier=result.dossier,
        number=result.number,
        content=result.content,
        file=result.file,
        signed_file=result.signed_file,
        signed_at=result.signed_at,
        sealed_at=result.sealed_at,
        approved_by_name=result.approved_by_name,
        issued_at=result.issued_at,
        check_token=result.check_token,
        replaced_at=at,
        replaced_by=officer.as_json(),
        reason=reason.strip()[:500],
    )
