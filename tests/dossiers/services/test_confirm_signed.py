"""Confirming by signature or thumbprint: the citizen's own act, with evidence, under what they saw."""

import io
from dataclasses import replace

import pytest
from django.db import transaction
from PIL import Image, ImageDraw

from cuamo.dossiers.models import Confirmation, Consent, Dossier
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.confirm_signed import confirm_signed, is_sealed
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import DomainError
from cuamo.kernel.identifiers.card import read_card
from tests.support.city import CARD, WARD, Counter, citizen_of, staff

PROCEDURE = "2.000635"


def picture(*, drawn: bool = True) -> bytes:
    """Return white paper, with a stroke on it or not."""
    image = Image.new("RGB", (600, 250), "white")
    if drawn:
        ImageDraw.Draw(image).line([(60, 180), (220, 60), (330, 190), (520, 70)], fill="black", width=6)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


SIGNATURE = Upload(picture(), "chu-ky.png")
SLIP = Upload(picture(), "phieu.png")


@pytest.fixture
def shown(counter: Counter) -> tuple[Dossier, Confirmation]:
    dossier = counter.draft(PROCEDURE)
    summary = request_confirmation(dossier_id=dossier.id, actor=counter.clerk, at=counter.at)
    return Dossier.objects.get(id=dossier.id), summary


def state_of(dossier: Dossier) -> tuple:
    now = Dossier.objects.get(id=dossier.id)
    live = (
        Confirmation.objects.filter(dossier=dossier)
        .order_by("shown_at", "id")
        .values_list("id", "confirmed_at", "method", "evidence", "witness_name", "outdated_at")
    )
    return (now.state, now.confirmed_at, now.money, list(live), events.names_of(dossier.id))


def refuses(dossier: Dossier, code: str, **act) -> None:
    """The act is refused with `code` and nothing has changed."""
    before = state_of(dossier)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        confirm_signed(dossier_id=dossier.id, **act)
    assert refused.value.code == code
    assert refused.value.vi
    assert refused.value.en
    assert state_of(dossier) == before


def test_a_signature_drawn_on_the_citizen_screen_confirms_and_the_dossier_can_be_sent(counter, shown):
    dossier, summary = shown

    confirm_signed(
        dossier_id=dossier.id,
        summary_id=summary.id,
        citizen=citizen_of(dossier),
        method="SIGNATURE",
        evidence=SIGNATURE,
        at=counter.at,
    )

    kept = Confirmation.objects.get(id=summary.id)
    assert (kept.method, kept.confirmed_at, kept.taken_by) == ("SIGNATURE", counter.at, None)
    assert kept.evidence is not None
    assert kept.evidence.purpose == "EVIDENCE"
    assert is_sealed(kept)
    said = events.history_of(dossier.id)[-1]
    assert said.name == "dossier.confirmed"
    assert said.actor["kind"] == "CITIZEN"
    assert (said.data["method"], said.data["evidence"]) == ("SIGNATURE", kept.evidence.sha256)
    sent = submit(dossier_id=dossier.id, actor=counter.clerk, key="k-signed", at=counter.at)
    assert sent.state == State.SUBMITTED
    assert sent.code


def test_a_thumbprint_slip_needs_a_witness_who_is_not_the_clerk_and_keeps_the_name_out_of_the_ledger(
    counter, shown
):
    dossier, summary = shown
    act = {
        "summary_id": summary.id,
        "citizen": citizen_of(dossier),
        "method": "THUMBPRINT",
        "evidence": SLIP,
        "helper": counter.clerk,
        "at": counter.at,
    }
    refuses(dossier, "confirm.no_witness", **act)
    refuses(dossier, "confirm.no_witness", **act, witness_name=" \u200b- ")
    refuses(dossier, "confirm.witness_is_clerk", **act, witness_name=f"  {counter.clerk.name.upper()} ")
    refuses(dossier, "confirm.witness_is_applicant", **act, witness_name="NGUYEN THI ĐẶNG THẲNG")
    refuses(dossier, "confirm.thumbprint_slip", **act | {"helper": None}, witness_name="Trần Văn Bá")

    confirm_signed(dossier_id=dossier.id, **act, witness_name="Trần Văn Bá")

    kept = Confirmation.objects.get(id=summary.id)
    assert (kept.method, kept.witness_name) == ("THUMBPRINT", "Trần Văn Bá")
    assert kept.taken_by == counter.clerk.as_json()
    assert all("Trần" not in str(event.data) for event in events.history_of(dossier.id))


def test_staff_never_confirm_in_the_place_of_the_citizen(counter, shown):
    dossier, summary = shown
    act = {"summary_id": summary.id, "method": "SIGNATURE", "evidence": SIGNATURE, "at": counter.at}
    stranger = replace(citizen_of(dossier), person_id="018f0000-0000-7000-8000-000000000000")

    refuses(dossier, "confirm.staff", **act, citizen=counter.clerk)
    refuses(dossier, "confirm.staff", **act, citizen=replace(counter.clerk, roles=frozenset()))
    refuses(dossier, "confirm.other", **act, citizen=stranger)
    refuses(
        dossier, "visit.other_clerk", **act, citizen=citizen_of(dossier), helper=staff("truongca.hoankiem")
    )
    refuses(dossier, "confirm.helper", **act, citizen=citizen_of(dossier), helper=citizen_of(dossier))


def test_an_empty_picture_a_pdf_drawn_on_a_screen_and_no_file_at_all_confirm_nothing(counter, shown):
    dossier, summary = shown
    act = {
        "summary_id": summary.id,
        "citizen": citizen_of(dossier),
        "method": "SIGNATURE",
        "at": counter.at,
    }

    refuses(dossier, "signature.empty", **act, evidence=Upload(picture(drawn=False), "a.png"))
    refuses(dossier, "signature.not_a_picture", **act, evidence=Upload(b"%PDF-1.7\n", "a.pdf"))
    refuses(dossier, "file_empty", **act, evidence=Upload(b"", "a.png"))
    refuses(dossier, "file_type", **act, evidence=Upload(b"PK\x03\x04 zip", "a.png"))
    refuses(dossier, "confirm.method", **act | {"method": "STAMP"}, evidence=SIGNATURE)


def test_a_summary_that_changed_is_not_signed(counter, shown):
    dossier, summary = shown
    act = {"citizen": citizen_of(dossier), "method": "SIGNATURE", "evidence": SIGNATURE, "at": counter.at}
    refuses(dossier, "confirm.changed", **act, summary_id=None)

    choose_delivery(
        dossier_id=dossier.id,
        actor=counter.clerk,
        choice={"way": "HOME", "address": "Số 14 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD},
        at=counter.at,
    )

    refuses(dossier, "confirm.changed", **act, summary_id=summary.id)
    again = request_confirmation(dossier_id=dossier.id, actor=counter.clerk, at=counter.at)
    refuses(dossier, "confirm.changed", **act, summary_id=summary.id)
    confirm_signed(dossier_id=dossier.id, **act, summary_id=again.id)


def test_signing_again_changes_nothing_and_a_later_change_takes_the_confirmation_away(counter, shown):
    dossier, summary = shown
    act = {
        "summary_id": summary.id,
        "citizen": citizen_of(dossier),
        "method": "SIGNATURE",
        "evidence": SIGNATURE,
        "at": counter.at,
    }
    confirm_signed(dossier_id=dossier.id, **act)
    before = state_of(dossier)

    confirm_signed(dossier_id=dossier.id, **act)

    assert state_of(dossier) == before
    choose_delivery(dossier_id=dossier.id, actor=counter.clerk, choice={"way": "ELECTRONIC"}, at=counter.at)
    assert Dossier.objects.get(id=dossier.id).confirmed_at is None


def test_a_signed_slip_stands_for_agreement_and_is_kept(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), at=counter.at)
    act = {
        "visit_id": visit.id,
        "given": True,
        "evidence": "signed-slip",
        "citizen": citizen_of(visit),
        "at": counter.at,
    }
    for refused, code in [
        ({}, "consent.no_slip"),
        ({"slip": SLIP}, "consent.no_slip"),
        ({"slip": Upload(picture(drawn=False), "a.png"), "helper": counter.clerk}, "signature.empty"),
        ({"slip": SLIP, "helper": staff("truongca.hoankiem")}, "visit.other_clerk"),
        ({"slip": SLIP, "helper": counter.clerk, "citizen": counter.clerk}, "consent.staff"),
    ]:
        with pytest.raises(DomainError) as fault, transaction.atomic():
            give_consent(**act | refused)
        assert fault.value.code == code
        assert not Consent.objects.filter(visit=visit).exists()

    consent = give_consent(**act, slip=SLIP, helper=counter.clerk)

    assert consent.given
    assert consent.slip is not None
    assert events.history_of(visit.id)[-1].data["slip"] == consent.slip.sha256
