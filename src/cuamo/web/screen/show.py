"""The citizen screen: one thing at a time."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.rules import fees, form
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.consents import consent_text
from cuamo.dossiers.selectors.guided import guided_of
from cuamo.dossiers.selectors.ministry import values_to_copy, where_to_open
from cuamo.dossiers.selectors.obligations import is_closed, is_paid, obligation_to_collect
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.pair_screen import pair_screen
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.status import status_of
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.codes import qr_svg
from cuamo.web.language import current
from cuamo.web.screen.seen import Seen, what_the_citizen_sees
from cuamo.web.screen.signing import signing_page
from cuamo.web.templatetags.words import mask_pid

COOKIE = "man-hinh"
DAY = 60 * 60 * 24
IDENTITY = re.compile(r"\b(?:\d{12}|\d{9})\b")
"""Personal ids and old identity numbers."""
DELIVERY_WORDS = {
    "HOME": ("Bưu tá giao tận nhà", "Courier brings it home"),
    "POINT": ("Nhận tại điểm", "Collected at the point"),
    "ELECTRONIC": ("Bản điện tử", "Electronic copy"),
}


@screen_paired
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code the counter shows."""
    if request.method == "POST":
        code = request.POST.get("code", "").strip().upper().replace(" ", "")
        if code.isalnum():
            return redirect("screen:show", code)
    return render(request, "screen/enter.html", {"can_listen": can_read_aloud(current())})


@screen_paired
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scene of this moment; the first device that opens the code is paired."""
    try:
        visit, token = paired(request, code)
    except DomainError as refused:
        page = {"error": phrases.say(refused), "can_listen": can_read_aloud(current())}
        return render(request, "screen/enter.html", page, status=refused.status)
    dossier = dossier_of_visit(visit)
    seen = what_the_citizen_sees(visit, dossier)
    response = render(request, f"screen/{seen.scene}.html", scene(visit, dossier, seen, code))
    return keep(request, response, token)


@screen_paired
@require_GET
def rest(request: HttpRequest, code: str) -> HttpResponse:
    """Show nothing of anybody while the person is away; a touch or news of the counter brings it back."""
    try:
        visit, token = paired(request, code)
    except DomainError:
        return redirect("screen:enter")
    dossier = dossier_of_visit(visit)
    seen = what_the_citizen_sees(visit, dossier)
    page: dict[str, Any] = {"code": code, "version": version_of(visit, dossier, seen), "resting": True}
    page["can_listen"] = can_read_aloud(current())
    return keep(request, render(request, "screen/blank.html", page), token)


@screen_paired
@require_GET
def fresh(request: HttpRequest, code: str) -> HttpResponse:
    """Answer 204 while the scene is the same; otherwise say where to go."""
    try:
        visit, _ = paired(request, code)
    except DomainError:
        return HttpResponse(status=204, headers={"X-Go": "/man-hinh/"})
    dossier = dossier_of_visit(visit)
    now = version_of(visit, dossier, what_the_citizen_sees(visit, dossier))
    if request.GET.get("canh") == now:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": f"/man-hinh/{code}/"})


def keep(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    """Let the paired device keep its token."""
    response.set_cookie(
        COOKIE, token, max_age=DAY, httponly=True, samesite="Strict", secure=request.is_secure()
    )
    return response


def paired(request: HttpRequest, code: str) -> tuple[Visit, str]:
    """Return the visit this device is paired with, and the device's token.

    Raises:
        NotFound: no open visit has the code. Conflict: another device is paired.
    """
    return pair_screen(screen_code=code, device_token=request.COOKIES.get(COOKIE, ""), at=timezone.now())


def version_of(visit: Visit, dossier: Dossier | None, seen: Seen) -> str:
    """Return a mark that changes when what is shown changes."""
    whose = visit.person_id.hex[-8:] if visit.person_id else ""
    parts = [seen.scene, whose, dossier.id.hex[-8:] if dossier else "", seen.line]
    if seen.scene == "consent":
        parts.append(consent_text(visit).hash.hex()[:8])
    if seen.scene == "guided" and (followed := guided_of(visit)) is not None:
        parts += [followed[1].key, str(len(followed[0].done))]
    if seen.confirmation is not None:
        parts.append(seen.confirmation.id.hex[-8:])
    if dossier is not None and seen.scene == "filling":
        parts += [str(len(papers_given(dossier))), "tu-dien" if visit.step in {4, 5} else ""]
    if seen.scene == "pay" and dossier is not None:
        asked = status_of(dossier.id, at=timezone.now())
        parts.append("qr" if asked and asked.qr_payload else "")
    if seen.scene == "owed" and visit.collects_id is not None:
        asked = status_of(visit.collects_id, at=timezone.now())
        if is_closed(obligation_to_collect(visit.collects_id), asked):
            parts.append("closed")
        if asked is not None:
            parts += [visit.collects_id.hex[-8:], str(asked.received_vnd), "qr" if asked.qr_payload else ""]
    return "-".join(parts)


def scene(visit: Visit, dossier: Dossier | None, seen: Seen, code: str) -> dict[str, Any]:
    """Return what the scene's template needs."""
    text = consent_text(visit)
    lines = text.lines_en if current() == "en" else text.lines_vi
    page: dict[str, Any] = {
        "code": code,
        "visit": visit,
        "person": visit.person,
        "dossier": dossier,
        "lines": lines,
        "version": version_of(visit, dossier, seen),
        "confirmation": seen.confirmation,
        "by_signature": not codes_reach(visit, dossier),
        "can_listen": can_read_aloud(current()),
        "rows": summary_rows(seen),
        "fixing": next((row for row in summary_rows(seen) if row["key"] == seen.line), None),
    }
    if dossier is not None:
        page["content"] = dossier.version.content
        page["papers"] = papers_given(dossier)
        page["pages"] = sum(paper.file.pages for paper in page["papers"])
        page["link_qr"] = qr_svg(link_of(dossier))
        page["fees"] = dossier.fee or _fee_now(dossier)
        page["may_type"] = seen.scene == "filling" and visit.mode == "TOGETHER" and visit.step in {4, 5}
        asked = status_of(dossier.id, at=timezone.now())
        if asked is not None and asked.qr_payload:
            page["pay_qr"] = qr_svg(asked.qr_payload, scale=5)
            page["pay_url"] = asked.pay_url
    if seen.scene == "signing" and dossier is not None:
        page |= signing_page(dossier, hide=hide_ids)
    if page.get("may_type") and dossier is not None:
        page["typed_rows"] = typed_rows(dossier)
    if seen.scene == "ministry" and dossier is not None:
        page["values"] = [vars(row) | {"shown": hide_ids(row.value)} for row in values_to_copy(dossier)]
        page["portal"] = where_to_open(dossier)
        page["portal_qr"] = qr_svg(page["portal"], scale=4)
    if seen.scene == "guided" and (followed := guided_of(visit)) is not None:
        page["guided"] = followed[1]
        page["done"] = followed[0].done
    if seen.scene == "owed" and visit.collects_id is not None:
        page |= _owed(visit.collects_id)
    return page


def typed_rows(dossier: Dossier) -> list[dict[str, str]]:
    """Return the lines of the form that hold something, identity numbers hidden in the middle."""
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return [
        {
            "label_vi": row.label_vi,
            "label_en": row.label_en,
            "value_vi": hide_ids(row.value_vi),
            "value_en": hide_ids(row.value_en),
        }
        for row in rows
        if row.stated and row.type != "signature"
    ]


def codes_reach(visit: Visit, dossier: Dossier | None) -> bool:
    """Say whether a code to confirm with can reach the person: on a number that is their own."""
    return dossier is not None and bool(dossier.contact_phone) and not visit.contact_owner


def _owed(obligation_id: UUID) -> dict[str, Any]:
    """Return what the screen says about money found while deciding."""
    owed = obligation_to_collect(obligation_id)
    asked = status_of(owed.id, at=timezone.now())
    return {
        "owed": owed,
        "owed_paid": is_paid(owed, asked),
        "owed_closed": is_closed(owed, asked),
        "owed_remaining": asked.remaining_vnd if asked else owed.total_vnd,
        "fees": {"lines": owed.lines, "citizen_total_vnd": owed.total_vnd},
        "pay_qr": qr_svg(asked.qr_payload, scale=5) if asked and asked.qr_payload else "",
    }


def summary_rows(seen: Seen) -> list[dict[str, str]]:
    """Return the lines of the summary as the citizen reads them: identity numbers hidden in the middle.

    The way of return and the papers stand at the end, so that everything that is sent can be checked.
    """
    if seen.confirmation is None:
        return []
    kept = seen.confirmation.summary
    rows = [
        {"key": row["key"]}
        | {f"label_{lang}": row[f"label_{lang}"] for lang in ("vi", "en")}
        | {
            f"value_{lang}": hide_ids(row[f"value_{lang}"]) if row.get("stated", True) else ""
            for lang in ("vi", "en")
        }
        for row in kept["rows"]
    ]
    vi, en = DELIVERY_WORDS.get(kept["delivery"].get("way", ""), ("", ""))
    where = ", ".join(
        part for part in (kept["delivery"].get("recipient"), kept["delivery"].get("address")) if part
    )
    to = f": {where}" if where and kept["delivery"].get("way") == "HOME" else ""
    pages = sum(paper[2] for paper in kept["papers"])
    files = len(kept["papers"])
    return [
        *rows,
        _row("delivery", "Cách nhận kết quả", "How the result comes back", vi + to, en + to),
        _row(
            "papers",
            "Giấy tờ đã nhận",
            "Papers received",
            f"{files} tệp, {pages} trang",
            f"{files} files, {pages} pages",
        ),
    ]


def _row(key: str, label_vi: str, label_en: str, value_vi: str, value_en: str) -> dict[str, str]:
    return {
        "key": key,
        "label_vi": label_vi,
        "label_en": label_en,
        "value_vi": value_vi,
        "value_en": value_en,
    }


def hide_ids(text: str) -> str:
    """Return a text with the middle of identity numbers hidden."""
    return IDENTITY.sub(lambda found: mask_pid(found[0]), text)


def _fee_now(dossier: Dossier) -> fees.FeeAssessment:
    return fees.assess(
        dossier.version.content,
        answers=dossier.answers,
        values=dossier.values,
        channel="ONLINE",
        filed_on=timezone.now().astimezone(HANOI).date(),
    )
