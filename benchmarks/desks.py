"""Staff with open sessions, and visits that stand at every step of the counter."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.samples import PNG, WARD

CARD = (
    "0011850{number:05d}||Nguyễn Thị Đặng Thẳng|02091985|Nữ|Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội|12082021"
)
PHONE = "0912345678"
FREE, PAID_FOR = "2.000635", "1.012289"
"""Procedures without and with a fee."""


def session_of(username: str) -> str:
    """Return the cookie of a session signed in with password and authenticator app."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from cuamo.people.models import Account

    account = Account.objects.get(username=username)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store["account_authentication_methods_user"] = str(account.pk)
    store["account_authentication_methods"] = [
        {"method": "password", "at": 0, "username": username},
        {"method": "mfa", "at": 0, "type": "totp"},
    ]
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@dataclass
class Bench:
    """Drafts of one clerk: agreed to, confirmed with nothing to pay, confirmed and owing money, sent."""

    agreed: Any
    confirmed: Any
    owing: Any
    sent: Any


def open_counter(username: str, *, now: datetime) -> Bench:
    """Open the clerk's shift and bring four visits to their last steps, through the services."""
    from cuamo.dossiers.services.submit import submit
    from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.organisation.services.shift import open_shift
    from cuamo.people.models import Account

    clerk = actor_of(Account.objects.get(username=username), at=now)
    if open_shift_of(clerk.id) is None:
        counter = free_counters(clerk.unit_code).first()
        assert counter is not None
        open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=now)
    _end_visits(clerk, now)
    sent = _confirmed(clerk, 1, now, FREE)
    sent = submit(dossier_id=sent.id, actor=clerk, key=f"bench-{sent.id}", at=now)
    return Bench(
        agreed=_confirmed(clerk, 4, now, FREE, keyed_in=False),
        confirmed=_confirmed(clerk, 2, now, FREE),
        owing=_confirmed(clerk, 3, now, PAID_FOR),
        sent=sent,
    )


def _confirmed(clerk: Any, number: int, now: datetime, procedure: str, *, keyed_in: bool = True) -> Any:
    from cuamo.cli.sample_forms import plausible_answers, plausible_values
    from cuamo.dossiers.models import Dossier
    from cuamo.dossiers.selectors.papers import paper_slots
    from cuamo.dossiers.services.add_paper import add_paper
    from cuamo.dossiers.services.choose_delivery import choose_delivery
    from cuamo.dossiers.services.choose_procedure import choose_procedure
    from cuamo.dossiers.services.confirm import agree_to_summary, confirm_by_system
    from cuamo.dossiers.services.fill_form import answer_questions, fill_form
    from cuamo.dossiers.services.give_consent import give_consent
    from cuamo.dossiers.services.parts import lock_dossier
    from cuamo.dossiers.services.request_confirmation import request_confirmation
    from cuamo.dossiers.services.start_visit import start_visit
    from cuamo.kernel.actors import Actor, ActorKind
    from cuamo.kernel.identifiers.card import read_card

    visit = start_visit(clerk=clerk, card=read_card(CARD.format(number=number)), phone=PHONE, at=now)
    person = visit.person
    assert person is not None
    citizen = Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen, at=now)
    now += timedelta(seconds=30)
    dossier = choose_procedure(visit_id=visit.id, clerk=clerk, procedure_code=procedure, at=now)
    content, rng = dossier.version.content, random.Random(number)
    answers = plausible_answers(content, rng, simplest=True)
    dossier = answer_questions(dossier_id=dossier.id, actor=clerk, answers=answers, at=now)
    values = plausible_values(content, dossier.answers, dossier.values, today=now.date(), rng=rng)
    fill_form(dossier_id=dossier.id, actor=clerk, raw=values, at=now)
    dossier = Dossier.objects.select_related("version").get(id=dossier.id)
    for slot in paper_slots(dossier):
        if not slot.complete:
            add_paper(
                dossier_id=dossier.id, actor=clerk, component_key=slot.need.key, data=PNG,
                filename="giay.png", at=now,
            )  # fmt: skip
    address = "Số 12 phố Hàng Bông, Hoàn Kiếm"
    way = {"way": "HOME", "address": address, "ward_code": WARD, "phone": PHONE}
    choose_delivery(dossier_id=dossier.id, actor=clerk, choice=way, at=now)
    shown = request_confirmation(dossier_id=dossier.id, actor=clerk, at=now)
    agree_to_summary(
        dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, place="Bưu điện Hà Nội", at=now
    )
    if not keyed_in:
        return dossier
    return _keyed_in(dossier.id, citizen, now, confirm_by_system, lock_dossier)


def _keyed_in(dossier_id: Any, citizen: Any, now: datetime, confirm: Any, lock: Any) -> Any:
    from django.db import transaction

    with transaction.atomic():
        return confirm(dossier=lock(dossier_id), client=citizen, at=now)


def _end_visits(clerk: Any, now: datetime) -> None:
    from cuamo.dossiers.models import Visit

    Visit.objects.filter(clerk_id=clerk.id, ended_at=None).update(ended_at=now)
