"""Visits as a PC brings them that worked without the network."""

import random
from copy import deepcopy
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cuamo.catalogue.rules import components, fees
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.documents.services.receive_chunk import announce_file, receive_chunk
from cuamo.dossiers.models import (
    Brought,
    Confirmation,
    Dossier,
    DossierKey,
    DossierPaper,
    Visit,
)
from cuamo.dossiers.selectors.snapshots import mark_of
from cuamo.dossiers.services.bring import bring
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.identifiers import local_number
from cuamo.notices.models import Notice
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import CARD, PHONE, PNG, WARD, Counter, citizen_of

FREE, WITH_PAPER, PAID = "2.000635", "1.014748", "2.000815"
DEVICE = UUID("0b7c1c58-5d55-4a0c-9f2e-6a1d5b7f9c11")
SIGNATURE = picture()


def sent_up(data: bytes, clerk: Actor, at) -> str:
    """Send a file from the PC; return the hash it is named by."""
    digest = sha256(data).hexdigest()
    announce_file(sha256=digest, size=len(data), name="tep.png", owner=clerk, at=at)
    assert receive_chunk(sha256=digest, start=0, data=data, owner=clerk, at=at).stored is not None
    return digest


def act_of(counter: Counter, procedure: str = FREE, *, card: str = CARD, serial: int = 1, **more) -> dict:
    """Return a whole visit as the PC brings it; its files are on the server."""
    clerk, at = counter.clerk, counter.at
    version = version_in_force(procedure, on=at.date())
    content, rng = version.content, random.Random(serial)
    answers = plausible_answers(content, rng, simplest=True)
    values = plausible_values(content, answers, {}, today=at.date(), rng=rng)
    needs = [
        need
        for need in components.needed(content, answers)
        if need.required and not need.replaced_by_data and not need.shown_only
    ]
    owed = fees.assess(content, answers=answers, values=values, channel="ONLINE", filed_on=at.date())
    shift = open_shift_of(clerk.id)
    made = at - timedelta(minutes=9)
    act: dict[str, Any] = {
        "key": str(uuid4()),
        "device": str(DEVICE),
        "local_number": local_number.make(DEVICE, at.date(), serial),
        "clerk_id": clerk.id,
        "shift_id": str(shift.id) if shift else None,
        "made_at": made.isoformat(),
        "finished_at": (made + timedelta(minutes=4)).isoformat(),
        "clock_skew_s": 0.4,
        "person": {"card_text": card, "phone": PHONE},
        "consent": {"given": True, "evidence": "screen-touch", "version": "2026-11"},
        "mode": "TOGETHER",
        "procedure": procedure,
        "version_id": str(version.id),
        "answers": answers,
        "values": values,
        "papers": [
            {"key": need.key, "sha256": sent_up(PNG, clerk, at), "name": "giay.png"} for need in needs
        ],
        "delivery": {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD},
        "confirmation": {
            "method": "SIGNATURE",
            "summary_hash": "a" * 64,
            "shown_total_vnd": owed.citizen_total_vnd,
            "image_sha256": sent_up(SIGNATURE, clerk, at),
            "at": made.isoformat(),
        },
        "cash": {"amount_vnd": owed.citizen_total_vnd, "tendered_vnd": 500_000, "lines": []}
        if owed.citizen_total_vnd
        else None,
        "measures": {"3": {"presses": 1, "seconds": 12}},
        "outcome": "SENT",
    }
    return act | more


def world() -> tuple:
    """Everything bringing could have changed."""
    return (
        Visit.objects.count(),
        Dossier.objects.count(),
        Dossier.objects.exclude(state=State.DRAFT).count(),
        CashReceipt.objects.count(),
        DossierPaper.objects.count(),
        Confirmation.objects.count(),
        DossierKey.objects.count(),
        Notice.objects.count(),
    )


def brings(counter: Counter, act: dict, *, at=None) -> Brought:
    return bring(raw=act, clerk=counter.clerk, at=at or counter.at)


def looked(brought: Brought) -> set[str]:
    """Return the codes of the reasons; each is said in words."""
    assert brought.state == "LOOK"
    assert all(one["vi"] and one["en"] for one in brought.reasons)
    return {one["code"] for one in brought.reasons}


def confirm_and_send(counter: Counter, draft: Dossier) -> Dossier:
    from cuamo.dossiers.services.confirm_signed import confirm_signed
    from cuamo.dossiers.services.form_files import Upload
    from cuamo.dossiers.services.request_confirmation import request_confirmation

    summary = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=counter.at)
    confirm_signed(
        dossier_id=draft.id,
        summary_id=summary.id,
        citizen=citizen_of(Dossier.objects.get(id=draft.id)),
        method="SIGNATURE",
        evidence=Upload(SIGNATURE, "ky.png"),
        at=counter.at,
    )
    return submit(dossier_id=draft.id, actor=counter.clerk, key=f"k-{draft.id}", at=counter.at)


def begun(counter: Counter, procedure: str = FREE, **more) -> tuple[Dossier, dict]:
    """Return a draft of the server and the visit that goes on with it on the PC."""
    draft = counter.draft(procedure)
    act = act_of(counter, procedure)
    act |= {
        "visit_id": str(draft.visit_id),
        "dossier_id": str(draft.id),
        "base_mark": mark_of(Visit.objects.get(id=draft.visit_id), draft),
        "answers": draft.answers,
        "values": deepcopy(draft.values),
    }
    return draft, act | more
