"""P4: do it oneself, page by page, with or without scripts."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.rules import components, fees, form, questions
from cuamo.catalogue.rules.form_files import KEPT
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.of_person import dossiers_of, own_dossier
from cuamo.dossiers.selectors.own_papers import offers_for
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.add_paper import add_paper, remove_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.confirm import confirm_signed_in
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.request_confirmation import Incomplete, request_confirmation
from cuamo.dossiers.services.reuse_paper import reuse_paper
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel, Money, State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, DomainError
from cuamo.organisation.models import Ward
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.people.models import Person
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.codes import qr_svg
from cuamo.web.forms import read_fields, read_id, read_uploads
from cuamo.web.ladder import ladder_steps
from cuamo.web.language import vi_en
from cuamo.web.portal.new_version import must_meet


@citizen_required
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest, code: str) -> HttpResponse:
    """P4.1: what it takes; POST opens the draft, and pressing twice opens one."""
    today = timezone.now().astimezone(HANOI).date()
    content = version_in_force(code, on=today).content
    begun = [
        draft
        for draft in dossiers_of(request.actor.person_id, now=timezone.now())
        if (draft.state, draft.procedure_code, draft.channel) == (State.DRAFT, code, Channel.SELF)
    ]
    if request.method == "POST":
        untouched = [draft for draft in begun if draft.saved_at == draft.created_at]
        if untouched:
            return redirect("portal:apply-questions", untouched[0].id)
        person = Person.objects.get(id=request.actor.person_id)
        draft = open_draft(
            person=person,
            procedure_code=code,
            channel=Channel.SELF,
            actor=request.actor,
            at=timezone.now(),
        )
        return redirect("portal:apply-questions", draft.id)
    return render(
        request,
        "portal/apply/begin.html",
        {
            "content": content,
            "needs": components.needed(content, {}),
            "open_questions": bool(questions.missing(content, {})),
            "fees": fees.assess(content, answers={}, values={}, channel="ONLINE", filed_on=today),
            "unfinished": begun[0] if begun else None,
        },
    )


@citizen_required
@require_http_methods(["GET", "POST"])
def ask(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P4.2: questions that decide papers, form and fee."""
    dossier = _draft(request, dossier_id)
    if request.method == "GET" and (way := must_meet(dossier)):
        return way
    if request.method == "POST":
        given = {key: value for key, value in request.POST.items() if isinstance(value, str)}
        dossier = answer_questions(
            dossier_id=dossier.id, actor=request.actor, answers=given, at=timezone.now()
        )
    asked = questions.visible(dossier.version.content, dossier.answers)
    left = questions.missing(dossier.version.content, dossier.answers)
    if not asked or (request.method == "POST" and not left):
        return redirect("portal:apply-form", dossier.id, 1)
    return _page(request, dossier, 2, "portal/apply/questions.html", asked=asked)


@citizen_required
@require_http_methods(["GET", "POST"])
def fill(request: ActedRequest, dossier_id: UUID, page: int) -> HttpResponse:
    """P4.3: one section of the form to a page."""
    dossier = _draft(request, dossier_id)
    if request.method == "GET" and (way := must_meet(dossier)):
        return way
    sections = form.sections(dossier.version.content, dossier.answers)
    if not 1 <= page <= len(sections):
        return redirect("portal:apply-papers", dossier.id)
    section = sections[page - 1]
    errors: dict[str, str] = {}
    if request.method == "POST":
        specs = [asdict(field) for field in section.fields]
        result = fill_form(
            dossier_id=dossier.id,
            actor=request.actor,
            raw=read_fields(request.POST, specs),
            uploads=read_uploads(request, specs),
            at=timezone.now(),
            partly=True,
        )
        if not result.errors:
            if request.GET.get("ve") == "xem-lai":
                return redirect("portal:apply-check", dossier.id)
            return redirect("portal:apply-form", dossier.id, page + 1)
        dossier.refresh_from_db()
        errors = {key: vi_en(fault.vi, fault.en) for key, fault in result.errors.items()}
    return _page(
        request,
        dossier,
        3,
        "portal/apply/form.html",
        status=422 if errors else 200,
        section=section,
        page=page,
        pages=len(sections),
        values=dossier.values,
        sources=dict.fromkeys(dossier.sources, vi_en("Căn cước", "ID card")),
        has_files=any(field.type in KEPT for field in section.fields),
        file_base=reverse("portal:apply-file", args=[dossier.id, "x"]).removesuffix("x/"),
        errors=errors,
    )


@citizen_required
@require_http_methods(["GET", "POST"])
def papers(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P4.3: papers, any photo will do."""
    dossier = _draft(request, dossier_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if (paper := request.POST.get("bo", "")) and _uuid(paper):
                remove_paper(
                    dossier_id=dossier.id, actor=request.actor, paper_id=UUID(paper), at=timezone.now()
                )
            if own := read_id(request.POST, "giay_cu"):
                reuse_paper(
                    dossier_id=dossier.id,
                    actor=request.actor,
                    own_paper_id=own,
                    component_key=request.POST.get("muc", ""),
                    at=timezone.now(),
                )
            for key in request.FILES:
                for upload in request.FILES.getlist(key):
                    add_paper(
                        dossier_id=dossier.id,
                        actor=request.actor,
                        component_key=str(key),
                        data=upload.read(),
                        filename=upload.name or "giay-to",
                        at=timezone.now(),
                    )
            return redirect("portal:apply-papers", dossier.id)
        except DomainError as refused:
            errors, status = {refused.where or "giay-to": phrases.say(refused)}, refused.status
    slots = paper_slots(dossier)
    if request.method == "GET" and not slots:
        return redirect("portal:apply-delivery", dossier.id)
    missing = [slot.need.key for slot in slots if not slot.files]
    offers = offers_for(dossier, missing, now=timezone.now())
    page = {"slots": slots, "offers": offers, "errors": errors}
    return _page(request, dossier, 4, "portal/apply/papers.html", status=status, **page)


@citizen_required
@require_http_methods(["GET", "POST"])
def delivery(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P4.4: how the result comes back."""
    dossier = _draft(request, dossier_id)
    errors: dict[str, str] = {}
    keys = ("way", "recipient", "phone", "address", "ward_code")
    if request.method == "POST":
        choice = {key: request.POST.get(key, "") for key in keys}
        try:
            if not Ward.objects.filter(code=choice["ward_code"]).exists():
                errors = {"ward_code": vi_en("Chọn phường, xã.", "Choose a ward.")}
            else:
                choose_delivery(dossier_id=dossier.id, actor=request.actor, choice=choice, at=timezone.now())
                return redirect("portal:apply-check", dossier.id)
        except DomainError as refused:
            errors = {refused.where or "way": phrases.say(refused)}
    person = dossier.applicant
    known = {
        "way": "HOME",
        "recipient": person.full_name if person else "",
        "phone": dossier.contact_phone,
        "address": person.address if person else "",
    } | (dossier.delivery or {})
    values = {key: request.POST.get(key, known.get(key, "")) for key in keys}
    ways = [
        ("HOME", vi_en("Bưu tá giao tận nhà, miễn phí", "A courier brings it home, free")),
        ("ELECTRONIC", vi_en("Bản điện tử", "Electronic copy")),
    ]
    wards = [(ward.code, ward.full_name) for ward in Ward.objects.order_by("name")]
    return _page(
        request,
        dossier,
        5,
        "portal/apply/delivery.html",
        status=422 if errors else 200,
        values=values,
        ways=ways,
        wards=wards,
        errors=errors,
    )


@citizen_required
@require_http_methods(["GET", "POST"])
def check(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P4.5 and P4.6: the whole summary; POST confirms in the citizen's own session."""
    dossier = _draft(request, dossier_id)
    if request.method == "GET" and (way := must_meet(dossier)):
        return way
    gaps: list[tuple[str, str]] = []
    confirmation = None
    try:
        confirmation = request_confirmation(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
    except Incomplete as refused:
        gaps = [(vi_en(gap.vi, gap.en), _where(dossier, gap.where)) for gap in refused.gaps]
    if request.method == "POST" and confirmation is not None:
        try:
            confirmed = confirm_signed_in(
                dossier_id=dossier.id,
                summary_id=read_id(request.POST, "tom_tat"),
                citizen=request.actor,
                at=timezone.now(),
            )
        except Conflict as refused:
            messages.error(request, phrases.say(refused))
            return redirect("portal:apply-check", dossier.id)
        if confirmed.money == Money.AWAITING:
            return redirect("portal:apply-pay", dossier.id)
        submit(dossier_id=dossier.id, actor=request.actor, key=f"tu-nop-{dossier.id}", at=timezone.now())
        return redirect("portal:apply-done", dossier.id)
    dossier.refresh_from_db()
    rows = confirmation.summary["rows"] if confirmation else []
    places = _pages_of(dossier)
    linked = [{**row, "url": places.get(row["key"], "")} for row in rows]
    return _page(
        request,
        dossier,
        6,
        "portal/apply/check.html",
        gaps=gaps,
        rows=linked,
        slots=paper_slots(dossier),
        confirmation=confirmation,
    )


@citizen_required
@require_http_methods(["GET", "POST"])
def pay(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P4.7: pay what is owed, then it is sent by itself or by the button."""
    dossier = _own(request, dossier_id)
    if dossier.state != State.DRAFT:
        return redirect("portal:apply-done", dossier.id)
    now = timezone.now()
    error = ""
    asked = status_of(dossier.id, at=now)
    if dossier.money != Money.AWAITING:
        submit(dossier_id=dossier.id, actor=request.actor, key=f"tu-nop-{dossier.id}", at=now)
        return redirect("portal:apply-done", dossier.id)
    try:
        if asked is not None and not asked.qr_payload and not asked.settled and not asked.unsure:
            start_attempt(request_id=asked.request_id, at=now)
            asked = status_of(dossier.id, at=now)
    except DomainError as refused:
        error = phrases.say(refused)
    return _page(
        request,
        dossier,
        7,
        "portal/apply/pay.html",
        asked=asked,
        error=error,
        qr=qr_svg(asked.qr_payload, scale=4) if asked and asked.qr_payload else "",
    )


@citizen_required
def done(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """P6: the code in large type; coming back here always works."""
    dossier = _own(request, dossier_id)
    if dossier.state == State.DRAFT:
        return redirect("portal:apply-check", dossier.id)
    return _page(
        request,
        dossier,
        8,
        "portal/apply/done.html",
        qr=qr_svg(link_of(dossier)),
        link=link_of(dossier),
        slots=paper_slots(dossier),
        ladder=ladder_steps(track(dossier, now=timezone.now())),
    )


def _own(request: ActedRequest, dossier_id: UUID) -> Dossier:
    found = own_dossier(request.actor.person_id, dossier_id, now=timezone.now())
    if found is None:
        raise unknown_dossier()
    return found


def _draft(request: ActedRequest, dossier_id: UUID) -> Dossier:
    dossier = _own(request, dossier_id)
    if dossier.state != State.DRAFT:
        messages.info(request, vi_en("Hồ sơ này đã nộp.", "This dossier has been sent."))
    return dossier


def _page(
    request: ActedRequest, dossier: Dossier, step: int, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    page = {"dossier": dossier, "content": dossier.version.content, "step": step, "steps": 8}
    return render(request, template, page | context, status=status)


def _pages_of(dossier: Dossier) -> dict[str, str]:
    sections = form.sections(dossier.version.content, dossier.answers)
    return {
        field.key: reverse("portal:apply-form", args=[dossier.id, number]) + f"?ve=xem-lai#id_{field.key}"
        for number, section in enumerate(sections, start=1)
        for field in section.fields
    }


def _where(dossier: Dossier, where: str) -> str:
    kind, _, key = where.partition(":")
    if kind == "question":
        return reverse("portal:apply-questions", args=[dossier.id])
    if kind == "field":
        return _pages_of(dossier).get(key.split(".")[0], reverse("portal:apply-form", args=[dossier.id, 1]))
    if kind == "paper":
        return reverse("portal:apply-papers", args=[dossier.id])
    return reverse("portal:apply-delivery", args=[dossier.id])


def _uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
