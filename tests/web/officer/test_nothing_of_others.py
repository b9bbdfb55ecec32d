"""What an officer's pages do not tell: names, codes and notes of units and people that are not theirs."""

import pytest

from cuamo.dossiers.models import BulkRow, InternalNote, WorkItem
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.run_bulk import start_bulk
from cuamo.dossiers.services.strike_note import strike_note
from cuamo.dossiers.services.write_note import write_note
from cuamo.kernel.errors import NotPermitted
from cuamo.people.models import Account
from tests.support.city import MORNING, staff
from tests.web.my.conftest import sign_in
from tests.web.officer.desk import QUEUE, STRANGER, WITH_PAPERS, accepted, at_screen, page_of

pytestmark = pytest.mark.django_db


def test_a_run_names_no_code_of_a_dossier_its_officer_may_not_read(counter):
    dossier = accepted(counter)
    rows = [(dossier.id, "x")]

    for username in (STRANGER, "tiepnhan.hoankiem"):
        start_bulk(act="in-phieu", rows=rows, officer=staff(username), params={"form": "01"}, at=MORNING)

    codes = list(BulkRow.objects.order_by("run__id").values_list("code", flat=True))
    assert codes == ["", dossier.shown_code]


def test_the_queue_of_somebody_named_in_the_address_tells_no_name_but_of_officers_beside(counter, receiver):
    citizen = sign_in()
    known = Account.objects.get(id=citizen.session["_auth_user_id"])
    beside = staff("chuyenvien.hoankiem")
    elsewhere = staff(STRANGER)

    def shown(key) -> str:
        return receiver.get(QUEUE, {"ai": str(key)}).content.decode()

    assert known.full_name not in shown(known.id)
    assert elsewhere.name not in shown(elsewhere.id)
    assert "Một cán bộ khác" in shown(known.id)
    assert receiver.get(QUEUE, {"ai": staff("tiepnhan.hoankiem").id}).status_code == 200
    leads = at_screen("lanhdao.hoankiem").get(QUEUE, {"ai": beside.id}).content.decode()
    assert beside.name in leads


def test_a_note_is_struck_by_a_leader_of_the_unit_it_was_written_at_alone(counter):
    dossier = accepted(counter)
    at_point = write_note(
        dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), text="Hẹn chiều mai", at=MORNING
    )
    leader = staff("lanhdao.hoankiem")
    assert at_point.unit_code != leader.unit_code

    with pytest.raises(NotPermitted):
        strike_note(note_id=at_point.id, officer=leader, at=MORNING)

    assert InternalNote.objects.get().struck_at is None
    strike_note(note_id=at_point.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    assert InternalNote.objects.get().struck_at == MORNING


@pytest.mark.parametrize(
    "since", ["2026-01-01T00:00:00+20:00", "2026-01-01T00:00:00-23:59", "0001-01-01T00:00Z", "x"]
)
def test_arrivals_since_a_moment_of_any_offset_are_counted_or_nothing_is_said(counter, receiver, since):
    accepted(counter)

    assert receiver.get(f"{QUEUE}moi-ve/", {"tu": since}).status_code in {200, 204}
    assert receiver.get(QUEUE, {"sau": f"{since}|{WorkItem.objects.get().dossier_id}"}).status_code == 200


def test_a_scanned_label_opens_the_dossier_for_who_does_not_digitise(counter):
    dossier = counter.sent(WITH_PAPERS)
    label = label_originals(dossier_id=dossier.id, actor=staff("tiepnhan.hoankiem"), at=MORNING)[0].label

    found = at_screen("lanhdao.hoankiem").post(f"{QUEUE}tim/", {"q": label}, follow=True)

    assert found.status_code == 200
    assert found.redirect_chain[-1][0] == page_of(dossier)
