"""X2s: the papers of a dossier digitised: seen, signed, scanned anew, paired with their originals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.rules.reading.checks import day_of
from cuamo.documents.rules.true_size import SIZE_NAMES, PaperSize
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.digital_copy import measure_pages
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.store import require_bytes
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.digitising import COPY_TYPE_WORDS, DIGITAL_WORDS, FAULTS, OPEN, SEEN, Digital
from cuamo.dossiers.selectors.digital import PaperCopy, may_digitise, paper_copies, share_digitised
from cuamo.dossiers.selectors.originals import original_of_label, pairs_of
from cuamo.dossiers.selectors.own_papers import Offer, offers_for
from cuamo.dossiers.selectors.papers import paper_slots, papers_given
from cuamo.dossiers.selectors.proposals import papers_read
from cuamo.dossiers.services.digitise import Seen, digitise
from cuamo.dossiers.services.pair_originals import label_originals, receive_original
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.dossiers.services.rescan import report_fault, rescan_paper
from cuamo.dossiers.services.reuse_paper import reuse_paper
from cuamo.kernel.errors import DomainError, Invalid, NotFound
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import read_date
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.files import pdf
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.papers import Sheet, used_all_the_same

DIGITISERS = ("RECEIVER", "SPECIALIST")
KEYS = (
    ("F10", "đã xem hết, ký số cả hồ sơ"),
    ("F4", "quét nhãn bản giấy"),
    ("Esc", "về hồ sơ"),
)


@dataclass(frozen=True)
class Row:
    """One paper on the page: how far its copy is, and what a machine noticed."""

    of: PaperCopy
    findings: list[str]
    """Suggestions: what a machine noticed; the officer judges."""
    unfit: list[str]
    """What the law does not let be a copy: under 200 dots to the inch, no colour."""
    opened: bool

    @property
    def digital(self) -> str:
        """The digitisation code in words."""
        return DIGITAL_WORDS[Digital(self.of.copy.state if self.of.copy else 0)]

    @property
    def pages(self) -> range:
        """The page numbers, from 1."""
        return range(1, self.of.paper.file.pages + 1)


@staff_required(*DIGITISERS)
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show every paper with what a machine noticed; POST signs, asks for a better scan, ticks an original."""
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    error: DomainError | None = None
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", "ky"), _sign)
        try:
            messages.success(request, act(request, dossier, now))
        except DomainError as refused:
            error = refused
        else:
            return redirect(_address(dossier.id))
    page = _page(request, dossier, error, now)
    return render(request, "officer/digitise.html", page, status=error.status if error else 200)


@staff_required(*DIGITISERS)
@require_GET
def copy_file(request: ActedRequest, dossier_id: UUID, paper_id: UUID) -> HttpResponse:
    """Answer the signed copy of one paper as it is kept."""
    dossier = readable(request, dossier_id, timezone.now())
    row = next((each for each in paper_copies(dossier) if each.paper.id == paper_id), None)
    if row is None or row.copy is None or row.copy.file is None:
        raise NotFound("copy.none", "Giấy này chưa có bản số hoá.", "This paper has no signed copy yet.")
    return pdf(content_of(row.copy.file), f"ban-so-hoa-{dossier.shown_code}-{row.copy.component_key}")


@staff_required(*DIGITISERS)
@require_http_methods(["POST"])
def labels(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Print the labels of the originals; printed again they say the same."""
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    label_originals(dossier_id=dossier.id, actor=request.actor, at=now)
    return print_labels(dossier)


def print_labels(dossier: Dossier) -> HttpResponse:
    """Answer the labels of the originals as PDF.

    Raises:
        Invalid: nothing came on paper.
    """
    pairs = [pair for pair in pairs_of(dossier) if pair.original is not None]
    if not pairs:
        raise Invalid(
            "original.none", "Hồ sơ này không có bản giấy.", "Nothing of this dossier came on paper."
        )
    data = {
        "shown_code": dossier.shown_code,
        "total": len(pairs),
        "labels": [
            {"name": pair.name, "code": pair.original.label, "number": pair.original.number}
            for pair in pairs
            if pair.original
        ],
    }
    return pdf(print_sheet("paper_labels", data), f"nhan-ban-giay-{dossier.shown_code}")


@staff_required(*DIGITISERS)
@require_http_methods(["GET"])
def scan(request: ActedRequest) -> HttpResponse:
    """X2q: scan the label of an original, or the code of a dossier; its page opens at that paper."""
    text = request.GET.get("ma", "").strip()
    error = ""
    if text:
        original = original_of_label(text)
        found = original.dossier if original else _dossier_of_code(text)
        if found is not None:
            readable(request, found.id, timezone.now())
            where = _address(found.id)
            return redirect(f"{where}?ma={original.label}#bg-{original.component_key}" if original else where)
        error = f"Không thấy «{text[:60]}». Quét lại mã vạch trên nhãn bản giấy hoặc trên phiếu."
    context = {"text": text, "errors": {"ma": error} if error else {}, "unit_name": desk_of(request.actor)}
    return render(request, "officer/scan.html", context, status=404 if error else 200)


def _dossier_of_code(text: str) -> Dossier | None:
    return dossier_of_key("CODE", text.upper())


def _page(
    request: ActedRequest, dossier: Dossier, error: DomainError | None, now: datetime
) -> dict[str, Any]:
    given = papers_given(dossier)
    slots = paper_slots(dossier)
    copies = paper_copies(dossier, given)
    read = papers_read(dossier, given, now=now)
    done, total = share_digitised(copies)
    where = error.where if error else ""
    missing = [slot.need.key for slot in slots if not slot.files]
    pairs = pairs_of(dossier, slots)
    scanned = original_of_label(request.GET.get("ma", ""))
    return {
        "dossier": dossier,
        "content": dossier.version.content,
        "rows": [_row(each, read, where) for each in copies],
        "done": done,
        "total": total,
        "open_now": sum(each.standing == OPEN for each in copies),
        "pairs": pairs,
        "scanned": scanned.label if scanned and scanned.dossier_id == dossier.id else "",
        "in_hand": sum(pair.received for pair in pairs),
        "mismatches": [pair for pair in pairs if pair.mismatch],
        "offers": _offers(dossier, missing, slots, now),
        "faults": [(key, words[0]) for key, words in FAULTS.items()],
        "sizes": [("", "Theo hình dạng"), *((size.value, name) for size, name in SIZE_NAMES.items())],
        "copy_types": [(kind.value, name) for kind, name in COPY_TYPE_WORDS.items()],
        "seen_words": SEEN,
        "errors": {_field(error): phrases.say(error)} if error else {},
        "filters": Filters.of(request),
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
        "may": may_digitise(dossier, request.actor),
    }


def _row(of: PaperCopy, read: dict[UUID, Any], where: str) -> Row:
    notes = list(read[of.paper.id].notes) if of.paper.id in read else []
    remarks = used_all_the_same([Sheet(of.paper, of.name)])
    return Row(
        of,
        findings=notes + [f"Quầy đã thấy, vẫn dùng: {each}" for each in remarks],
        unfit=_unfit(of) if of.standing == OPEN else [],
        opened=where == str(of.paper.id),
    )


def _unfit(of: PaperCopy) -> list[str]:
    """Return what the law does not let be a copy, page by page; or that the file is gone."""
    size = PaperSize(of.copy.size) if of.copy and of.copy.size else None
    try:
        return [page.fault for page in measure_pages(of.paper.file, size=size) if page.fault]
    except DomainError as gone:
        return [phrases.say(gone)]


def _offers(
    dossier: Dossier, keys: Sequence[str], slots: Sequence[Any], now: datetime
) -> list[tuple[str, list[Offer]]]:
    names = {slot.need.key: slot.need.name_vi for slot in slots}
    found = offers_for(dossier, keys, now=now) if keys else {}
    return [(names[key], offers) for key, offers in found.items()]


def _sign(request: ActedRequest, dossier: Dossier, at: datetime) -> str:
    """Sign what the officer says they saw: the whole dossier, or the one paper of the button pressed."""
    only = request.POST.get("giay", "")
    given = papers_given(dossier)
    seen = {paper.id: _said(request.POST, paper.id) for paper in given if not only or str(paper.id) == only}
    asked = digitise(dossier_id=dossier.id, officer=request.actor, seen=seen, mark_unfit=not only, at=at)
    if not asked.signing:
        raise Invalid(
            "digitise.nothing",
            "Không có giấy nào ký số được lúc này. Giấy chưa đạt đã được đánh dấu cần quét lại.",
            "There is no paper to sign now; what does not fit is marked for a better scan.",
        )
    left = f" {len(asked.unfit)} giấy chưa đạt, cần quét lại." if asked.unfit else ""
    return f"Đang ký số {len(asked.signing)} giấy. Cứ làm việc khác.{left}"


def _said(posted: QueryDict, paper_id: UUID) -> Seen:
    kind = posted.get(f"ban.{paper_id}", "")
    size = posted.get(f"kho.{paper_id}", "")
    until = day_of(read_date(posted, f"han.{paper_id}"))
    return Seen(
        copy_type=int(kind) if kind in {"0", "1", "2"} else None,
        size=size if size in PaperSize.__members__ else "",
        valid_until=until,
    )


def _fault(request: ActedRequest, dossier: Dossier, at: datetime) -> str:
    report_fault(
        dossier_id=dossier.id,
        officer=request.actor,
        paper_id=_id(request.POST.get("giay", "")),
        faults=request.POST.getlist("loi"),
        note=request.POST.get("ghi_chu", ""),
        at=at,
    )
    return "Đã ghi cần quét lại. Mục này có sẵn trong phiếu yêu cầu bổ sung."


def _rescan(request: ActedRequest, dossier: Dossier, at: datetime) -> str:
    paper_id = _id(request.POST.get("giay", ""))
    upload = request.FILES.get("tep")
    if upload is None:
        raise Invalid("rescan.no_file", "Chưa chọn tệp quét lại.", "No file was chosen.", where=str(paper_id))
    require_bytes(upload.size or 0)
    rescan_paper(
        dossier_id=dossier.id,
        officer=request.actor,
        paper_id=paper_id,
        data=upload.read(),
        filename=upload.name or "quet-lai",
        at=at,
    )
    return "Đã thay bằng bản quét mới. Bản cũ vẫn được giữ."


def _receive(request: ActedRequest, dossier: Dossier, at: datetime) -> str:
    row = receive_original(
        dossier_id=dossier.id, officer=request.actor, text=request.POST.get("ma", ""), at=at
    )
    return f"Đã nhận bản giấy số {row.number}."


def _reuse(request: ActedRequest, dossier: Dossier, at: datetime) -> str:
    reuse_paper(
        dossier_id=dossier.id,
        actor=request.actor,
        own_paper_id=_id(request.POST.get("giay_cu", "")),
        component_key=request.POST.get("muc", ""),
        at=at,
    )
    return "Đã dùng lại giấy trong kho. Người nộp thấy lượt xem này."


_ACTS: dict[str, Callable[[ActedRequest, Dossier, datetime], str]] = {
    "ky": _sign,
    "loi": _fault,
    "quet-lai": _rescan,
    "nhan": _receive,
    "dung-lai": _reuse,
}


def _field(error: DomainError) -> str:
    try:
        return f"giay_{_id(error.where)}"
    except NotFound:
        return "ma" if error.where == "ma" else "ky"


def _id(text: str) -> UUID:
    """Return the id a form sent.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("paper.unknown", "Không thấy giấy này.", "There is no such paper.") from None


def _address(dossier_id: UUID) -> str:
    return reverse("officer:digitise", args=[dossier_id])
