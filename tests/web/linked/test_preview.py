"""What an officer of one part is shown before deciding is what the person reads: letter by letter."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.notices.models import Notice
from cuamo.web.officer.preview import preview_of
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT

pytestmark = pytest.mark.django_db
LATER = SENT_AT + timedelta(hours=1)


def sent_about(*ids) -> str:
    """The newest text about the filing or a part."""
    return Notice.objects.filter(subject_id__in=ids).latest("created_at", "id").text


def test_the_first_acceptance_is_previewed_as_it_is_sent_and_the_next_sends_nothing(filing):
    birth = filing.of(BIRTH)
    shown = preview_of(birth, "tiep-nhan", QueryDict(), now=SENT_AT).sms
    filing.accept(BIRTH, SENT_AT)
    tell_citizen(dossier_id=birth.id, news="dossier.accepted", at=SENT_AT)

    assert shown == sent_about(filing.id)
    assert filing.dossier.code in shown
    assert birth.code not in shown

    filing.grant(BIRTH, LATER)
    filing.hear(LATER)
    home = filing.of(HOME)
    assert preview_of(home, "tiep-nhan", QueryDict(), now=LATER).sms == ""
    filing.accept(HOME, LATER)
    assert tell_citizen(dossier_id=home.id, news="dossier.accepted", at=LATER) is None


def test_a_refusal_at_intake_is_previewed_with_the_choice_it_leaves(filing):
    birth = filing.of(BIRTH)
    shown = preview_of(birth, "tu-choi", QueryDict(), now=SENT_AT).sms
    filing.accept(BIRTH, SENT_AT)
    filing.refuse(BIRTH, LATER)
    tell_citizen(dossier_id=birth.id, news="dossier.refused", at=LATER)

    assert shown == sent_about(birth.id)
    assert "Moi chon cho 2 viec sau" in shown


def test_a_result_while_others_are_open_says_how_many_are_left(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, LATER)
    birth = filing.of(BIRTH)
    tell_citizen(dossier_id=birth.id, news="dossier.finished", at=LATER)

    assert "Khai sinh da co ket qua. Con 2 viec chua xong" in sent_about(birth.id)
    assert [filing.of(key).code in sent_about(birth.id) for key in (BIRTH, HOME, CARD)] == [False] * 3
