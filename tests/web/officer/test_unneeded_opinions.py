"""A question about a dossier that has ended: refused in words, listed as no longer needed, papers closed."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import DossierPaper, Opinion, Result
from cuamo.dossiers.selectors.opinions import asked_now
from cuamo.dossiers.services.opinion import give_opinion
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account
from tests.support.city import MORNING, citizen_of, staff
from tests.web.officer.desk import WITH_PAPERS, accepted, page_of
from tests.web.officer.life import OPINIONS, ask, everything
from tests.web.officer.test_life_lists import SAID, adviser, codes, page_for  # noqa: F401

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
UNNEEDED = OPINIONS + "?nhom=khong-can"


def stopped(dossier) -> None:
    stop(
        dossier_id=dossier.id,
        leader=staff("lanhdao.hoankiem"),
        ground="Đối tượng không còn.",
        law="Nghị định 118/2025/NĐ-CP",
        at=LATER,
    )


def withdrawn(dossier) -> None:
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Đổi ý", at=LATER)
    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=LATER)


def finished(dossier) -> None:
    from tests.dossiers.life import Office

    people = [staff(f"{who}.hoankiem") for who in ("tiepnhan", "chuyenvien", "lanhdao", "vanthu")]
    Opinion.objects.update(due_at=MORNING + timedelta(hours=1))
    Office(dossier, *people).finish(LATER)
    assert Result.objects.get(dossier=dossier).issued_at is not None


@pytest.mark.parametrize("end", [stopped, withdrawn, finished])
def test_an_opinion_about_a_dossier_that_has_ended_is_refused_in_words_and_changes_nothing(
    counter,
    adviser,  # noqa: F811
    end,
):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    asked = ask(dossier)
    paper = DossierPaper.objects.filter(dossier=dossier).first()
    end(dossier)
    before = everything(dossier.id)
    who = actor_of(Account.objects.get(username="ykien.cuanam"), at=LATER)

    with pytest.raises(IllegalTransition) as refused:
        give_opinion(opinion_id=asked.id, officer=who, agrees=True, answer="Có.", at=LATER)
    answer = adviser.post(page_for(asked), SAID)

    assert "Hồ sơ đã kết thúc" in refused.value.vi
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ đã kết thúc, không cần ý kiến này nữa." in words
    assert SAID["answer"] in words, "what was typed is not lost"
    assert "Nguyễn Thị Đặng Thẳng" not in words
    assert adviser.get(f"{page_for(asked)}giay/{paper.id}/1/").status_code == 404
    assert everything(dossier.id) == before
    dossier.refresh_from_db()
    assert asked_now(dossier) == []


def test_the_list_keeps_it_apart_as_no_longer_needed_with_the_reason(counter, adviser, specialist):  # noqa: F811
    ended, open_one = accepted(counter, seed=1), accepted(counter, seed=2)
    ask(ended)
    ask(open_one)

    stopped(ended)

    assert codes(adviser.get(OPINIONS)) == [open_one.code]
    assert codes(adviser.get(UNNEEDED)) == [ended.code]
    page = adviser.get(UNNEEDED).content.decode()
    assert "Hồ sơ đã kết thúc: Dừng xử lý" in page
    assert "Trễ" not in page
    assert "không cần ý kiến nữa" in specialist.get(page_of(ended)).content.decode()


def test_an_empty_list_of_what_is_no_longer_needed_says_so(adviser):  # noqa: F811
    assert "Không có câu hỏi nào bỏ dở." in adviser.get(UNNEEDED).content.decode()
