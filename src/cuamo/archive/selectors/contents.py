"""What of a dossier goes into its folder of a package."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from cuamo.archive.models import Keeping, RemovedImage, RetentionTerm
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of, erased_among
from cuamo.documents.services.verify import verify_pdf
from cuamo.documents.types import Mime
from cuamo.dossiers.models import Confirmation, Decision, Dossier, DossierPaper, PastResult, Result
from cuamo.dossiers.selectors.form_files import files_of_form
from cuamo.dossiers.states import OFFICIAL_NAMES, State
from cuamo.kernel.text import fold

ENDINGS = {Mime.PDF: "pdf", Mime.JPEG: "jpg", Mime.PNG: "png", Mime.TIFF: "tif"}


@dataclass(frozen=True)
class Leaf:
    """One file of a dossier's folder."""

    path: str
    title: str
    kind: str
    """RESULT, COMPONENT, SLIP, FORM, EVIDENCE."""
    file: StoredFile

    def bytes(self) -> bytes:
        """Return its content, checked against its hash."""
        return content_of(self.file)


def leaves_of(dossier: Dossier) -> list[Leaf]:
    """Return the files of the dossier that still have bytes, results first."""
    leaves = [leaf for leaf in _leaves(dossier) if leaf.file is not None]
    erased = erased_among(leaf.file.id for leaf in leaves)
    return [leaf for leaf in leaves if leaf.file.id not in erased]


def _leaves(dossier: Dossier) -> Iterator[Leaf]:
    result = Result.objects.filter(dossier=dossier).select_related("file").first()
    if result is not None and result.file is not None:
        yield _leaf("ket-qua", 1, result.title, "RESULT", result.file)
    past = PastResult.objects.filter(dossier=dossier).select_related("file").order_by("replaced_at", "id")
    for place, old in enumerate(past, 1):
        if old.file is not None:
            yield _leaf("ket-qua/da-thay-the", place, old.number, "RESULT", old.file)
    names = {str(part["key"]): part["name_vi"] for part in dossier.version.content.get("components", [])}
    papers = DossierPaper.objects.filter(dossier=dossier, removed_at=None).select_related("file")
    for place, paper in enumerate(papers.order_by("added_at", "id"), 1):
        title = names.get(paper.component_key, paper.component_key)
        yield _leaf("thanh-phan", place, title, "COMPONENT", paper.file)
    for place, file in enumerate(files_of_form(dossier), 1):
        yield _leaf("to-khai", place, "Tệp trong tờ khai", "FORM", file)
    decisions = Decision.objects.filter(dossier=dossier).select_related("file").order_by("decided_at", "id")
    for place, decision in enumerate((row for row in decisions if row.file is not None), 1):
        if decision.file is not None:
            yield _leaf("phieu", place, decision.kind, "SLIP", decision.file)
    confirmed = Confirmation.objects.filter(dossier=dossier, outdated_at=None).select_related("evidence")
    for place, row in enumerate((row for row in confirmed if row.evidence is not None), 1):
        if row.evidence is not None:
            yield _leaf("xac-nhan", place, "Bằng chứng xác nhận", "EVIDENCE", row.evidence)


def metadata_of(
    dossier: Dossier, keeping: Keeping, leaves: list[Leaf], *, made_at: datetime
) -> dict[str, Any]:
    """Return the description of the dossier as the archive reads it (siêu dữ liệu)."""
    term = RetentionTerm.objects.filter(code=keeping.term_code, valid_from__lte=keeping.ended_at.date())
    row = term.order_by("-valid_from").first()
    removed = RemovedImage.objects.filter(dossier_id=dossier.id).order_by("removed_at", "id")
    return {
        "code": dossier.shown_code,
        "id": str(dossier.id),
        "own_ref": dossier.own_ref,
        "title": dossier.version.content["name_vi"],
        "procedure": dossier.procedure_code,
        "procedure_version": dossier.version.number,
        "field": keeping.field_vi,
        "agency": keeping.unit_code,
        "received_by": dossier.received_by,
        "state": OFFICIAL_NAMES[State(dossier.state)],
        "submitted_at": _iso(dossier.submitted_at),
        "accepted_at": _iso(dossier.accepted_at),
        "finished_at": _iso(dossier.finished_at),
        "returned_at": _iso(dossier.returned_at),
        "retention": {
            "term": keeping.term_code,
            "permanent": bool(row and row.permanent),
            "years": row.years if row else None,
            "source": row.source if row else "",
            "confirmed_by": row.confirmed_by if row else "",
        },
        "language": "vie",
        "applicant": _applicant(dossier),
        "answers": dossier.answers,
        "values": dossier.values,
        "ending": dossier.ending,
        "result": _result(dossier),
        "files": [
            {
                "path": leaf.path,
                "title": leaf.title,
                "kind": leaf.kind,
                "sha256": leaf.file.sha256,
                "pages": leaf.file.pages,
            }
            for leaf in leaves
        ],
        "removed": [
            {
                "sha256": row.sha256,
                "pages": row.pages,
                "component": row.component_key,
                "removed_at": _iso(row.removed_at),
                "why": row.why,
            }
            for row in removed
        ],
        "packed_at": made_at.isoformat(),
    }


def as_xml(metadata: dict[str, Any]) -> bytes:
    """Return the description as XML, what people and the archive's search read first."""
    root = ElementTree.Element("hoSo", {"dinhDang": "cuamo-archive-1"})
    plain = {
        "maHoSo": metadata["code"],
        "tieuDe": metadata["title"],
        "maThuTuc": metadata["procedure"],
        "linhVuc": metadata["field"],
        "coQuan": metadata["agency"],
        "trangThai": metadata["state"],
        "thoiGianBatDau": metadata["submitted_at"],
        "thoiGianKetThuc": metadata["returned_at"] or metadata["finished_at"],
        "thoiHanBaoQuan": "Vĩnh viễn" if metadata["retention"]["permanent"] else _years(metadata),
        "ngonNgu": metadata["language"],
        "nguoiNop": metadata["applicant"].get("full_name", ""),
        "soVanBan": str(len(metadata["files"])),
        "soTrang": str(sum(line["pages"] for line in metadata["files"])),
    }
    if metadata["result"].get("revoked_at"):
        plain["ketQuaBiThuHoi"] = metadata["result"]["revoked_at"]
    for name, value in plain.items():
        ElementTree.SubElement(root, name).text = value or ""
    files = ElementTree.SubElement(root, "vanBan")
    for line in metadata["files"]:
        said = {"duongDan": line["path"], "loai": line["kind"], "sha256": line["sha256"]}
        ElementTree.SubElement(files, "tep", said | {"soTrang": str(line["pages"])}).text = line["title"]
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def signatures_of(leaves: list[Leaf], *, trust_roots: list[bytes]) -> list[dict[str, Any]]:
    """Return what a reader may believe about each signature, as it was when it was packed."""
    return [
        {
            "path": leaf.path,
            "sha256": leaf.file.sha256,
            "signatures": [
                {
                    name: _iso(value) if isinstance(value, datetime) else value
                    for name, value in vars(one).items()
                }
                for one in verify_pdf(leaf.bytes(), trust_roots=trust_roots)
            ],
        }
        for leaf in leaves
        if leaf.file.mime == Mime.PDF
    ]


def _result(dossier: Dossier) -> dict[str, str]:
    """Say whether the result stands: a reader of the archive asks nobody else."""
    result = Result.objects.filter(dossier=dossier).exclude(issued_at=None).first()
    if result is None:
        return {}
    return {
        "number": result.number,
        "issued_at": _iso(result.issued_at),
        "revoked_at": _iso(result.revoked_at),
        "revoked_because": result.revoked.get("reason", "") if result.revoked_at else "",
        "revoked_by_law": result.revoked.get("law", "") if result.revoked_at else "",
    }


def _applicant(dossier: Dossier) -> dict[str, str]:
    """Say who filed, as the form they confirmed says it; a later change of the person changes no dossier."""
    person = dossier.applicant
    if person is None:
        return {}
    known = {
        "full_name": person.full_name,
        "personal_id": person.personal_id,
        "birth_date": str(person.birth_date),
        "address": person.address,
    }
    for key, source in sorted(dossier.sources.items(), reverse=True):
        fact, value = str(source).removeprefix("person."), dossier.values.get(key)
        if fact in known and isinstance(value, str) and value:
            known[fact] = value
    return known


def _leaf(folder: str, place: int, title: str, kind: str, file: StoredFile) -> Leaf:
    words = "-".join(fold(title).split())[:60]
    plain = "".join(letter for letter in words if letter.isascii() and (letter.isalnum() or letter == "-"))
    ending = ENDINGS.get(Mime(file.mime), "bin")
    return Leaf(f"{folder}/{place:02d}-{plain or 'tep'}.{ending}", title, kind, file)


def _years(metadata: dict[str, Any]) -> str:
    years = metadata["retention"]["years"]
    return f"{years} năm" if years else ""


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
