"""Parts begin when what they wait for exists; one that fails hides no other."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import DossierPaper, LinkedPart, WorkItem
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.start_part import go_on_without
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.services.withdraw_linked import withdraw_filing
from cuamo.dossiers.states import State
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.notices.models import Notice
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, officer
from tests.support.city import citizen_of

pytestmark = pytest.mark.django_db
LATER = local("2026-11-20 14:00")
NEXT_DAY = local("2026-11-23 09:00")


def born(filing, at=LATER):
    """Carry the birth to its certificate and let the others hear of it."""
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, at)
    filing.hear(at)


def not_born(filing, at=LATER):
    filing.accept(BIRTH, SENT_AT)
    filing.refuse(BIRTH, at)
    filing.hear(at)


def rungs(filing) -> list[Rung]:
    return [part.rung for part in track(filing.dossier, now=LATER).parts]


def test_the_others_begin_with_the_certificate_among_their_papers_and_read_the_number_from_it(filing):
    born(filing)

    certificate = filing.of(BIRTH).result.file_id
    for key, field in ((HOME, "so_dinh_danh_ca_nhan"), (CARD, "tg_so_dinh_danh")):
        dossier = filing.of(key)
        paper = DossierPaper.objects.get(dossier=dossier, component_key="ket_qua_khai_sinh")
        assert paper.file_id == certificate
        assert dossier.values[field] == "001226012346"
        assert dossier.sources[field] == "earlier_result"
        assert dossier.answer_due_at > LATER
        item = WorkItem.objects.get(dossier_id=dossier.id)
        assert (item.step, item.unit_code, item.arrived_at) == ("INTAKE", dossier.received_by, LATER)
        assert filing.told(key) == ["dossier.submitted", "dossier.part_started"]
        assert compare(dossier).same


def test_hearing_the_result_again_begins_nothing_again(filing):
    born(filing)
    before = {key: (filing.told(key), filing.of(key).answer_due_at) for key in (HOME, CARD)}

    filing.hear(NEXT_DAY)

    assert {key: (filing.told(key), filing.of(key).answer_due_at) for key in (HOME, CARD)} == before
    assert DossierPaper.objects.filter(component_key="ket_qua_khai_sinh").count() == 2


def test_the_wait_takes_nothing_off_the_time_of_a_part(filing):
    born(filing, at=NEXT_DAY)
    late_start = filing.accept(HOME, NEXT_DAY)

    assert late_start.accepted_at == NEXT_DAY
    assert late_start.clock_starts_at >= NEXT_DAY
    assert not track(filing.of(CARD), now=NEXT_DAY).late


def test_a_refused_birth_hides_nothing_and_asks_the_person_about_the_others(filing):
    not_born(filing)

    assert rungs(filing) == [Rung.REFUSED, Rung.CHOICE, Rung.CHOICE]
    seen = track(filing.dossier, now=LATER)
    assert seen.rung is Rung.CHOICE
    assert all("giấy khai sinh" in part.without_vi for part in seen.parts[1:])
    assert [filing.of(key).state for key in (HOME, CARD)] == [State.SUBMITTED] * 2
    assert not filing.waits_somewhere(HOME)
    assert filing.dossier.state == State.SUPPLEMENT


def test_the_person_goes_on_with_one_part_and_takes_the_other_back(filing):
    not_born(filing)
    citizen = citizen_of(filing.dossier)

    go_on_without(dossier_id=filing.part(HOME).dossier_id, citizen=citizen, at=NEXT_DAY)
    withdraw(dossier_id=filing.part(CARD).dossier_id, citizen=citizen, reason="", at=NEXT_DAY)
    filing.hear(NEXT_DAY)

    assert rungs(filing) == [Rung.REFUSED, Rung.SENT, Rung.WITHDRAWN]
    assert track(filing.dossier, now=NEXT_DAY).rung is Rung.IN_PROGRESS
    assert filing.waits_somewhere(HOME)
    assert filing.part(HOME).with_result is False
    again = go_on_without(dossier_id=filing.part(HOME).dossier_id, citizen=citizen, at=NEXT_DAY)
    assert filing.told(HOME).count("dossier.part_started") == 1
    assert again.answer_due_at == filing.of(HOME).answer_due_at


@pytest.mark.parametrize("who", ["while the birth is being decided", "somebody else"])
def test_nobody_goes_on_too_early_or_for_somebody_else(filing, who):
    home = filing.part(HOME).dossier_id
    stranger = officer("quay", "hoankiem")
    citizen, refusal = (
        (citizen_of(filing.dossier), IllegalTransition) if who.startswith("while") else (stranger, NotFound)
    )

    with pytest.raises(refusal):
        go_on_without(dossier_id=home, citizen=citizen, at=LATER)

    assert filing.told(HOME) == ["dossier.submitted"]
    assert filing.part(HOME).started_at is None


def test_a_refused_residence_leaves_the_card_and_the_filing_ends_partly(filing):
    born(filing)
    filing.accept(HOME, NEXT_DAY)
    filing.accept(CARD, NEXT_DAY)
    filing.refuse(HOME, NEXT_DAY)
    filing.hear(NEXT_DAY)
    assert track(filing.dossier, now=NEXT_DAY).rung is Rung.IN_PROGRESS
    assert filing.of(CARD).state == State.ACCEPTED

    filing.grant(CARD, NEXT_DAY + timedelta(hours=1))
    filing.hear(NEXT_DAY + timedelta(hours=1))

    assert rungs(filing) == [Rung.READY, Rung.REFUSED, Rung.READY]
    assert track(filing.dossier, now=NEXT_DAY).rung is Rung.READY
    assert filing.dossier.state == State.DONE
    assert compare(filing.dossier).same


def test_withdrawing_the_whole_takes_every_part_that_can_still_be(filing):
    born(filing)
    citizen = citizen_of(filing.dossier)

    kept = withdraw_filing(dossier_id=filing.id, citizen=citizen, reason="Đổi ý", at=NEXT_DAY)
    filing.hear(NEXT_DAY)

    assert kept == [BIRTH]
    assert [filing.of(key).state for key in (HOME, CARD)] == [State.STOPPED] * 2
    assert filing.of(BIRTH).state == State.DONE
    with pytest.raises(IllegalTransition):
        withdraw_filing(dossier_id=filing.id, citizen=citizen, reason="", at=NEXT_DAY)


def test_the_filing_itself_is_not_withdrawn_as_one_dossier(filing):
    told = filing.told()

    with pytest.raises(IllegalTransition) as refused:
        withdraw(dossier_id=filing.id, citizen=citizen_of(filing.dossier), reason="", at=LATER)

    assert refused.value.code == "linked.by_part"
    assert (filing.told(), filing.dossier.state) == (told, State.SUBMITTED)


def test_a_part_taken_back_blocks_those_that_need_it(filing):
    withdraw(
        dossier_id=filing.part(BIRTH).dossier_id, citizen=citizen_of(filing.dossier), reason="", at=LATER
    )
    filing.hear(LATER)

    assert rungs(filing) == [Rung.WITHDRAWN, Rung.CHOICE, Rung.CHOICE]
    assert LinkedPart.objects.filter(filing_id=filing.id, blocked_at=LATER).count() == 2


def texts(filing) -> list[tuple[str, str]]:
    """Template and text of what went to the phone about the filing, without codes of confirmation."""
    ids = [filing.id, *LinkedPart.objects.filter(filing_id=filing.id).values_list("dossier_id", flat=True)]
    rows = Notice.objects.filter(subject_id__in=ids).exclude(template__startswith="N8")
    return list(rows.order_by("created_at", "id").values_list("template", "text"))


def hear_texts(filing, at) -> None:
    """Let every event so far be told, as the consumer does; the clock of a test needs no freshness."""
    from cuamo.kernel.events import history_of

    keys = [filing.part(key).dossier_id for key in (BIRTH, HOME, CARD)]
    told = sorted(
        (event for each in [filing.id, *keys] for event in history_of(each)), key=lambda one: one.occurred_at
    )
    for event in told:
        tell_citizen(dossier_id=event.stream_id, news=event.name, at=at)


def test_sent_and_accepted_are_told_once_by_the_one_code(filing):
    born(filing)
    filing.accept(HOME, NEXT_DAY)
    filing.accept(CARD, NEXT_DAY)

    hear_texts(filing, NEXT_DAY)
    hear_texts(filing, NEXT_DAY)

    told = texts(filing)
    assert sorted(template for template, _ in told) == ["N1", "N2L", "N5L"]
    code, others = filing.dossier.code, [filing.of(key).code for key in (BIRTH, HOME, CARD)]
    assert all(code in text and not any(other in text for other in others) for _, text in told)
    assert all(f"/t/{filing.dossier.tracking_token}" in text for _, text in told)


def test_a_refusal_is_told_by_the_name_of_its_part_and_says_that_a_choice_is_open(filing):
    not_born(filing)
    hear_texts(filing, LATER)

    assert [template for template, _ in texts(filing)] == ["N1", "N2L", "N12W"]
    assert "Khai sinh khong duoc giai quyet" in texts(filing)[-1][1]
