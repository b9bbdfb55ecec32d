"""Everything that is held of one person, for that person."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from cuamo.catalogue.rules import form
from cuamo.documents.models import StoredFile
from cuamo.dossiers.models import (
    Callback,
    Complaint,
    Consent,
    DataRequest,
    Dossier,
    OwnPaper,
    PersonDossier,
    Result,
)
from cuamo.dossiers.rules.data_request import KINDS, OUTCOMES, STATES, DataState, Kind, Outcome
from cuamo.dossiers.rules.ladder import WORDS
from cuamo.dossiers.selectors.mandates import mandates_given, mandates_held, name_of_represented
from cuamo.dossiers.selectors.of_person import ACTOR
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.states import State
from cuamo.notices.selectors.notices import about
from cuamo.organisation.models import Unit
from cuamo.people.models import Person, Reading
from cuamo.people.selectors.uses import stopped_uses

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
Keep = Callable[[str, StoredFile], str | None]
"""Puts a file into the package under a name; None when its bytes are gone."""


def held_counts(person_id: UUID) -> dict[str, int]:
    """Return how much is held of the person, by kind; questions on indexes, no scan."""
    drafts = len(drafts_of(person_id))
    return {
        "dossiers": _keys(person_id).count() - drafts,
        "drafts": drafts,
        "own_papers": OwnPaper.objects.filter(person_id=person_id, removed_at=None).count(),
        "readings": Reading.objects.filter(person_id=person_id).count(),
    }


def drafts_of(person_id: UUID) -> list[UUID]:
    """Return the drafts the person applies with."""
    mine = Dossier.objects.filter(id__in=_keys(person_id), state=State.DRAFT, applicant_id=person_id)
    return list(mine.order_by("id").values_list("id", flat=True))


def drafts_to_delete(person_id: UUID) -> list[UUID]:
    """Return the drafts nobody is working on with the person at a counter."""
    mine = Dossier.objects.filter(id__in=drafts_of(person_id)).select_related("visit")
    return [draft.id for draft in mine if draft.visit is None or draft.visit.ended_at is not None]


def dossiers_held(person_id: UUID) -> list[UUID]:
    """Return the person's dossiers, oldest first; not those they only prepared for somebody else."""
    return list(_keys(person_id).order_by("dossier_id").values_list("dossier_id", flat=True).distinct())


def record_of(person: Person) -> dict[str, Any]:
    """Return the person's record as it is kept."""
    return {
        "ho_ten": person.full_name,
        "so_dinh_danh": person.personal_id,
        "ngay_sinh": person.shown_birth_date,
        "gioi_tinh": person.sex,
        "noi_cu_tru": person.address,
        "dien_thoai": person.phone,
        "giay_to_khac": person.paper_number,
        "ghi_lan_dau": _at(person.created_at),
        "sua_lan_cuoi": _at(person.updated_at),
        "viec_da_ngung": sorted(str(use) for use in stopped_uses(person.id)),
    }


def dossier_record(dossier_id: UUID, *, keep: Keep, now: datetime) -> dict[str, Any]:
    """Return one dossier with what was declared, its papers, decisions, money and texts."""
    dossier = Dossier.objects.select_related("version", "applicant").get(id=dossier_id)
    seen, content = track(dossier, now=now), dossier.version.content
    names = {row["key"]: row["name_vi"] for row in content.get("components", [])}
    papers = []
    for number, paper in enumerate(papers_given(dossier), start=1):
        ending = EXTENSIONS.get(paper.file.mime, "bin")
        name = f"giay-to/{_name(dossier.shown_code)}/{number:02d}.{ending}"
        papers.append(
            {
                "ten": names.get(paper.component_key, paper.component_key),
                "so_trang": paper.file.pages,
                "gui_luc": _at(paper.added_at),
                "tep": keep(name, paper.file),
            }
        )
    result = Result.objects.filter(dossier=dossier, issued_at__isnull=False).select_related("file").first()
    return {
        "ma": dossier.shown_code,
        "thu_tuc": content["name_vi"],
        "trang_thai": WORDS[seen.rung][0],
        "noi_giu": seen.holder_vi,
        "mo_luc": _at(dossier.created_at),
        "gui_luc": _at(dossier.submitted_at),
        "hen_tra": _at(dossier.due_at),
        "xong_luc": _at(dossier.finished_at),
        "to_khai": [
            {"muc": row.label_vi, "noi_dung": row.value_vi}
            for row in form.summary(content, dossier.values, dossier.answers)
            if row.stated
        ],
        "cach_nhan": {key: value for key, value in dossier.delivery.items() if value},
        "dien_thoai": dossier.contact_phone,
        "tien": [
            {"ten": line.get("name_vi", ""), "so_tien_dong": line.get("citizen_vnd", 0)}
            for line in dossier.fee.get("lines", [])
        ],
        "giay_to": papers,
        "ket_qua": {
            "ten": result.title,
            "so": result.number,
            "tep": keep(f"ket-qua/{_name(dossier.shown_code)}.pdf", result.file),
        }
        if result is not None and result.file is not None
        else None,
        "tin_nhan": [
            {"luc": _at(text.created_at), "noi_dung": text.text_kept}
            for text in about(dossier.id).order_by("created_at")
        ],
        "khieu_nai": [
            {"luc": _at(row.made_at), "noi_dung": row.text, "tra_loi": row.answer}
            for row in Complaint.objects.filter(dossier=dossier).order_by("made_at")
        ],
        "goi_lai": [
            {"luc": _at(row.asked_at), "so": row.phone, "hoi": row.question, "tra_loi": row.answer}
            for row in Callback.objects.filter(dossier=dossier).order_by("asked_at")
        ],
    }


def other_records(person_id: UUID, *, keep: Keep) -> dict[str, Any]:
    """Return what is held beside the dossiers: papers of one's own, consents, mandates, requests, looks."""
    kept = OwnPaper.objects.filter(person_id=person_id, removed_at=None).select_related("file")
    return {
        "giay_to_cua_toi": [
            {
                "ten": paper.name_vi,
                "het_han": paper.valid_until.isoformat() if paper.valid_until else "",
                "tep": keep(f"giay-to-cua-toi/{number:02d}.pdf", paper.file),
            }
            for number, paper in enumerate(kept.order_by("kept_at"), start=1)
        ],
        "dong_y": [
            {"luc": _at(row.decided_at), "viec": row.purpose, "ban": row.text_version, "dong_y": row.given}
            for row in Consent.objects.filter(person_id=person_id).order_by("decided_at")
        ],
        "lam_thay_toi": [
            {"nguoi": row.holder.full_name, "den_ngay": row.ends_on.isoformat()}
            for row in mandates_given(str(person_id))
        ],
        "toi_lam_thay": [
            {"nguoi": name_of_represented(row), "den_ngay": row.ends_on.isoformat()}
            for row in mandates_held(str(person_id))
        ],
        "yeu_cau": [_request(row) for row in DataRequest.objects.filter(person_id=person_id).order_by("id")],
        "luot_xem": list(_readings(person_id)),
    }


def _request(row: DataRequest) -> dict[str, Any]:
    return {
        "so": row.number,
        "loai": KINDS[Kind(row.kind)][0],
        "gui_luc": _at(row.asked_at),
        "tra_loi_truoc": _at(row.answer_by),
        "trang_thai": STATES[DataState(row.state)][0],
        "ket_qua": OUTCOMES[Outcome(row.outcome)][0] if row.answered_at and row.outcome else "",
        "tra_loi": row.answer if row.answered_at else "",
    }


def _readings(person_id: UUID) -> Iterator[dict[str, Any]]:
    rows = Reading.objects.filter(person_id=person_id).select_related("readingquestion")
    names = dict(Unit.objects.values_list("code", "name_vi"))
    for row in rows.order_by("-read_at").iterator(chunk_size=1000):
        asked = getattr(row, "readingquestion", None)
        yield {
            "luc": _at(row.read_at),
            "nguoi": row.actor_name,
            "noi": names.get(row.unit_code, row.unit_code),
            "de_lam_gi": row.purpose,
            "xem_gi": row.fields,
            "da_hoi": asked is not None,
            "tra_loi": asked.answer if asked is not None else "",
        }


def _keys(person_id: UUID) -> Any:
    return (
        PersonDossier.objects.filter(person_id=person_id).exclude(role=ACTOR).values("dossier_id").distinct()
    )


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _name(code: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-." else "-" for sign in code) or "khong-ma"
