"""X3 in words: reasons as the officer words them, defects on their page, the same words everywhere."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.dossiers.models import Decision, Dossier, DossierPaper, SupplementRequest
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.ask_supplement import answer_supplement
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.notices.models import Notice
from tests.support.city import MORNING, citizen_of
from tests.web.officer.desk import WITH_PAPERS, accepted, page_of, snapshot

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def preview_in(answer) -> str:
    page = answer.content.decode()
    found = re.search(r'id="xem-truoc".*?>(.*?)</div>\s*<p class="small muted">Số lần', page, re.S)
    return found.group(1) if found else page


def listed(answer) -> list[str]:
    return [words_of(item) for item in re.findall(r"<li>(.*?)</li>", preview_in(answer), re.S)]


def test_a_reason_of_the_catalogue_is_worded_by_the_officer_and_read_so(counter, receiver):
    dossier = counter.sent()
    usual = ProcedureVersion.objects.get(id=dossier.version_id).content["refusal_reasons"][0]["text_vi"]
    worded = "Việc này do phường Ba Đình giải quyết."
    typed = {"reasons": [usual], "reason_of": [usual], "reason_text": [worded], "more_reason": ""}

    shown = receiver.post(page_of(dossier, "tu-choi") + "xem-truoc/", typed)
    receiver.post(page_of(dossier, "tu-choi"), typed)

    assert worded in shown.content.decode()
    assert usual not in shown.content.decode()
    assert Dossier.objects.get(id=dossier.id).ending["reasons"] == [worded]
    assert Decision.objects.get(dossier=dossier, kind="REFUSE_INTAKE").content["reasons"] == [worded]


def test_a_refused_form_keeps_the_wording(counter, receiver):
    dossier = counter.sent()
    usual = ProcedureVersion.objects.get(id=dossier.version_id).content["refusal_reasons"][0]["text_vi"]
    typed = {"reasons": [usual], "reason_of": [usual], "reason_text": ["   "]}
    before = snapshot(dossier.id)

    answer = receiver.post(page_of(dossier, "tu-choi"), typed)

    assert answer.status_code == 422
    assert re.search(r'name="reasons"[^>]*checked', answer.content.decode())
    assert snapshot(dossier.id) == before


def given(dossier: Dossier) -> tuple[str, str, DossierPaper]:
    """A paper of the dossier: key, name and file."""
    slot = next(slot for slot in paper_slots(Dossier.objects.get(id=dossier.id)) if slot.files)
    return slot.need.key, slot.need.name_vi, slot.files[0]


def items(*rows: tuple[str, str, str, str]) -> dict[str, list[str]]:
    """Rows of about, page, reason, todo: all of them ticked."""
    about, page, reason, todo = (list(column) for column in zip(*rows, strict=True))
    on = [str(number) for number in range(len(rows))]
    return {"item_on": on, "item_about": about, "item_page": page, "item_reason": reason, "item_todo": todo}


def test_several_defects_go_at_once_each_with_its_page_or_line(counter, specialist):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    key, name, paper = given(dossier)
    typed = items(
        (key, "1", "Ảnh mờ.", "Chụp lại."),
        ("nd_ho_ten", "", "Sai tên đệm.", "Sửa lại."),
        ("", "", "Thiếu giấy.", "Gửi thêm."),
    )

    shown = specialist.post(page_of(dossier, "bo-sung") + "xem-truoc/", typed)
    specialist.post(page_of(dossier, "bo-sung"), typed)

    asked = SupplementRequest.objects.get(dossier=dossier).items
    assert [(item["about"], item["label"].split(": ")[0]) for item in asked] == [
        (key, f"{name}, trang 1"),
        ("nd_ho_ten", "Tờ khai"),
        ("", "Cả hồ sơ"),
    ]
    assert (asked[0]["paper"], asked[0]["page"]) == (str(paper.id), "1")
    assert "paper" not in asked[1]
    assert listed(shown) == [f"{item['label']} : {item['reason']} → {item['todo']}" for item in asked]


@pytest.mark.parametrize("page", ["9", "0", "hai"])
def test_a_page_the_paper_does_not_have_is_refused_with_how_many_it_has(counter, specialist, page):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    key, name, _ = given(dossier)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "bo-sung"), items((key, page, "Ảnh mờ.", "Chụp lại.")))

    assert answer.status_code == 422
    assert f"{name} có 1 trang. Sửa số trang, hoặc để trống." in answer.content.decode()
    assert f'value="{page}"' in answer.content.decode()
    assert snapshot(dossier.id) == before


def test_from_a_page_on_the_screen_the_defect_is_begun_with_paper_and_page(counter, specialist):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    key, _, paper = given(dossier)
    link = f"muc={key}|{paper.id}|1"

    assert link in specialist.get(page_of(dossier), {"giay": str(paper.id)}).content.decode()
    form = specialist.get(page_of(dossier, "bo-sung") + f"?{link}").content.decode()

    assert re.search(rf'name="item_paper" value="{paper.id}"', form)
    assert re.search(r'name="item_page"\s+value="1"', form)
    assert len(re.findall(r'name="item_on"[^>]*checked', form)) == 1


def test_another_item_is_added_without_sending_and_without_losing_a_word(counter, specialist):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    before = snapshot(dossier.id)

    answer = specialist.post(
        page_of(dossier, "bo-sung"),
        items(("", "", "Thiếu trang 2.", "Chụp đủ.")) | {"them_dong": "1"},
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('name="item_reason"') == 2
    assert 'value="Thiếu trang 2."' in page
    assert snapshot(dossier.id) == before


def test_the_leader_reads_the_very_words_the_citizen_then_gets_on_phone_page_and_slip(
    counter, specialist, leader
):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    first = items(("", "", "Thiếu giấy.", "Gửi thêm."))
    specialist.post(page_of(dossier, "bo-sung"), first)
    answer_supplement(
        dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã gửi", at=timezone.now()
    )
    key, _, _ = given(dossier)
    second = items(
        (key, "1", "Ảnh vẫn mờ.", "Chụp lại đủ bốn góc."), ("", "", "Thiếu chữ ký.", "Ký rồi gửi.")
    )
    specialist.post(page_of(dossier, "bo-sung"), second)
    assert not Notice.objects.filter(subject_id=dossier.id, template="N3", text__contains="2 muc").exists()

    shown = leader.get(page_of(dossier, "phe-duyet"))
    leader.post(page_of(dossier, "phe-duyet"))

    assert "Hồ sơ đã được yêu cầu bổ sung 1 lần" in words_of(shown.content.decode())
    asked = SupplementRequest.objects.get(dossier=dossier, number=2)
    assert listed(shown) == [f"{item['label']} : {item['reason']} → {item['todo']}" for item in asked.items]
    sms = re.search(r'<p class="sms">(.*?)</p>', shown.content.decode(), re.S).group(1)
    tell_citizen(dossier_id=dossier.id, news="dossier.supplement_asked", at=timezone.now())
    assert sms == Notice.objects.filter(subject_id=dossier.id, template="N3").latest("id").text
    slip = printed(specialist.get(page_of(dossier) + "phieu/02/").content)
    for item in asked.items:
        for said in (item["label"], item["reason"], item["todo"]):
            assert squeezed(said) in slip
    until = re.search(r"Bổ sung một lần, trước (\d\d/\d\d/\d{4})", words_of(preview_in(shown))).group(1)
    assert until in slip
    assert Dossier.objects.get(id=dossier.id).returns == 2


def printed(pdf: bytes) -> str:
    """The words of a PDF as poppler reads them, without spaces."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return squeezed(read.stdout.decode())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_count_of_returns_is_shown_before_the_next(counter, specialist):
    dossier = accepted(counter)
    assert "Số lần đã yêu cầu bổ sung: 0" in specialist.get(page_of(dossier, "bo-sung")).content.decode()
    specialist.post(page_of(dossier, "bo-sung"), items(("", "", "Thiếu giấy.", "Gửi thêm.")))
    answer_supplement(
        dossier_id=dossier.id,
        actor=citizen_of(dossier),
        files=[],
        note="Đã gửi",
        at=MORNING + timedelta(days=1),
    )

    form = specialist.get(page_of(dossier, "bo-sung")).content.decode()

    assert "Số lần đã yêu cầu bổ sung: 1" in form
    assert "Lần nữa cần lãnh đạo đồng ý và bị tính là trễ." in form
