"""What was typed into a lost session, beside what the record says now: taken over only by a press."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.choose_delivery import keep_delivery
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.people.services.hold_input import Held, drop_held, see_held, use_held
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter import words
from cuamo.web.counter.bench import CLERKS, go, visit_of

FORMS = frozenset({4, 5, 6})
STEPS_HELD = FORMS | {1}
"""Steps where words are typed into a dossier."""


@dataclass(frozen=True)
class Word:
    """One thing that was typed; texts as people read them."""

    key: str
    label: str
    typed: str
    stands: str
    fresh: bool
    """The record still says what it said when this was typed."""


@dataclass(frozen=True)
class Offer:
    """What the page shows of what is held."""

    words: list[Word]
    at: datetime
    url: str

    @property
    def fresh(self) -> list[Word]:
        """What can be given back."""
        return [word for word in self.words if word.fresh]

    @property
    def stale(self) -> list[Word]:
        """What is only shown: the record was changed after it was typed, or asks it no more."""
        return [word for word in self.words if not word.fresh]


def offer(request: ActedRequest, visit: Visit, dossier: Dossier | None, step: int) -> Offer | None:
    """Return what is held for this clerk at this step and differs from the record; None when nothing does."""
    now = timezone.now()
    held = see_held(account_id=UUID(request.actor.id), place=place_of(visit, dossier, step), at=now)
    found = _words(visit, dossier, step, held, at=now) if held else []
    url = reverse("counter:give-back", args=[visit.id, step])
    return Offer(found, held.held_at, url) if held and found else None


@staff_required(*CLERKS)
@require_POST
def give_back(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Put what the clerk has seen held into the draft, as leaving the fields would have, or forget it."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None or dossier.state != State.DRAFT or step not in FORMS:
        return go(visit, step)
    now, account_id, place = timezone.now(), UUID(request.actor.id), place_of(visit, dossier, step)
    if request.POST.get("act") != "use":
        drop_held(account_id=account_id, place=place)
        messages.info(request, "Đã bỏ chữ gõ lúc hết phiên.")
        return go(visit, step)
    left: list[str] = []

    def use(held: Held) -> dict[str, list[str]]:
        found = _words(visit, dossier, step, held, at=now)
        _apply(request, dossier, step, held, {word.key for word in found if word.fresh}, at=now)
        stale = {word.key: word.label for word in found if not word.fresh}
        left.extend(stale.values())
        stay = {name: texts for name, texts in held.fields.items() if name.split(".")[0] in stale}
        unticked = stale.keys() - {name.split(".")[0] for name in stay}
        return stay | {key: [] for key in unticked}

    try:
        seen = parse_datetime(request.POST.get("luc", ""))
        used = seen is not None and use_held(account_id=account_id, place=place, seen=seen, at=now, use=use)
    except (DomainError, ValueError) as refused:
        said = phrases.say(refused) if isinstance(refused, DomainError) else "Xem lại rồi bấm lần nữa."
        messages.error(request, f"Chưa đưa lại được, chữ vẫn được giữ: {said}")
        return go(visit, step)
    if not used:
        messages.error(request, "Chữ được giữ đã khác với lúc xem. Xem lại rồi bấm lần nữa.")
    elif left:
        messages.info(request, f"Đã đưa lại, trừ ô đã đổi sau đó: {', '.join(left)}.")
    else:
        messages.success(request, "Đã đưa lại những gì gõ lúc hết phiên. Xem lại rồi đi tiếp.")
    return go(visit, step)


def place_of(visit: Visit, dossier: Dossier | None, step: int) -> str:
    """Return the name under which words of a step are held.

    They belong to one person or one draft: another card read into the visit does not bring them up.
    """
    whose = dossier.id if dossier is not None and step in FORMS else visit.person_id
    return f"luot:{visit.id}:{step}:{whose}"


def _apply(
    request: ActedRequest, dossier: Dossier, step: int, held: Held, keys: set[str], *, at: datetime
) -> None:
    if not keys:
        return
    raw = words.raw_of(dossier, step, _posted(held), held.whole)
    chosen = {key: raw[key] for key in keys}
    if step == 4:
        answer_questions(dossier_id=dossier.id, actor=request.actor, answers=chosen, at=at)
    elif step == 6:
        keep_delivery(dossier_id=dossier.id, actor=request.actor, typed=chosen, at=at)
    else:
        fill_form(dossier_id=dossier.id, actor=request.actor, raw=chosen, at=at, partly=True)


def _posted(held: Held) -> QueryDict:
    """Return what is held as the page sent it."""
    sent = QueryDict(mutable=True)
    for name, values in held.fields.items():
        sent.setlist(name, values)
    return sent


def _words(visit: Visit, dossier: Dossier | None, step: int, held: Held, *, at: datetime) -> list[Word]:
    now = words.stands(visit, dossier, step)
    sent = _posted(held)
    typed = words.typed(dossier, step, sent, held.whole, at=at)
    found = []
    for key, value in typed.items():
        before, current = words.plain(held.stood.get(key)), words.plain(now.get(key))
        if words.plain(value) not in (before, current):
            label, said = words.say(dossier, step, key, value)
            stands = words.say(dossier, step, key, now.get(key))[1]
            found.append(Word(key, label, said, stands, fresh=before == current))
    gone = dict.fromkeys(name.split(".")[0] for name in held.fields if name.split(".")[0] not in typed)
    for key in gone:
        parts = (parts for name, parts in held.fields.items() if name.split(".")[0] == key)
        said = " ".join(text for texts in parts for text in texts)
        if said.strip() and said != held.stood.get(key) and not words.is_kept_file(dossier, step, key):
            found.append(Word(key, words.say(dossier, step, key, None)[0], said, "", fresh=False))
    return found
