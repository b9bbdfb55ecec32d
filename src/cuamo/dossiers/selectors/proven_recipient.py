"""Who may decide about the envelope of a result, and how it was shown that they may."""

from dataclasses import dataclass
from datetime import datetime

from cuamo.dossiers.models import Call, Dossier, Visit
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.selectors.calls import OPEN_FOR
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotPermitted


@dataclass(frozen=True)
class Proven:
    """How the recipient asks, and how it was proven that it is them."""

    via: str
    proven_by: str


def proven_recipient(dossier: Dossier, actor: Actor, *, at: datetime) -> Proven:
    """Return how the recipient asks (người nhận tự yêu cầu): signed in, on the phone, or at a counter.

    An operator needs the caller's two answers of this hour; a clerk the card of the person in front.

    Raises:
        NotFound: a citizen asks about somebody else's. NotPermitted: nothing of the kind was proven.
    """
    if actor.kind is ActorKind.CITIZEN:
        if not is_citizen_of(dossier, actor, at=at):
            raise unknown_dossier()
        return Proven("WEB", "SIGNED_IN")
    calls = Call.objects.filter(agent_id=actor.id, dossier_id=dossier.id, ended_at=None)
    if calls.filter(opened_at__gte=at - OPEN_FOR).exists():
        return Proven("CALL", "QUESTIONS")
    here = Visit.objects.filter(clerk_id=actor.id, ended_at=None)
    if dossier.applicant_id and here.filter(person_id=dossier.applicant_id).exists():
        return Proven("COUNTER", "CARD")
    raise NotPermitted(
        "recipient.unproven",
        "Chưa xác nhận đúng là người nhận.",
        "It was not shown that this is the recipient.",
        hint_vi="Ở quầy thì đọc căn cước; qua điện thoại thì hỏi mã và hai câu.",
        hint_en="Read the card at the counter, or ask for the code and two answers on the phone.",
    )
