"""Q5: the form, prefilled, gaps first."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form_files import KEPT
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.fill_form import EARLIER, fill_form
from cuamo.dossiers.services.fill_together import BY_CITIZEN
from cuamo.dossiers.services.take_proposal import PAPER
from cuamo.people.services.read_log import log_reading
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import go, step_page
from cuamo.web.counter.held import offer
from cuamo.web.counter.read import read_of
from cuamo.web.forms import read_fields, read_uploads

CARD = "Căn cước"
SOURCE_WORDS = {EARLIER: "Hồ sơ trước", BY_CITIZEN: "Người dân tự điền"}
FROM_PAPER = "Giấy đã quét"


def fill(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Show the whole form; POST keeps everything and goes on only when nothing is wrong.

    A signature is waited for later: the citizen gives it on their own screen, at the summary.
    """
    errors: dict[str, str] = {}
    now = timezone.now()
    if request.method == "POST":
        result = fill_form(
            dossier_id=dossier.id,
            actor=request.actor,
            raw=_without_emptied(dossier, typed_values(request, dossier)),
            uploads=read_uploads(request, _specs(dossier)),
            at=now,
        )
        waiting = form.unsigned(dossier.version.content, result)
        if not set(result.errors) - waiting:
            return go(visit, 7 if request.GET.get("ve") == "7" else 6)
        dossier.refresh_from_db()
        errors = {key: fault.vi for key, fault in result.errors.items() if key not in waiting}
    elif reader_of := dossier.applicant_id or visit.person_id:
        log_reading(
            person_id=reader_of,
            actor=request.actor,
            purpose="Điền tờ khai tại quầy",
            dossier_id=dossier.id,
            fields=["values"],
            at=now,
        )
    sections = form.sections(dossier.version.content, dossier.answers, dossier.values)
    gaps = [
        field.key
        for section in sections
        for field in section.fields
        if field.required and field.type != "signature" and not dossier.values.get(field.key)
    ]
    line = request.GET.get("dong", "")
    caret = next(iter([*errors, *([line] if line else []), *gaps]), "")
    return step_page(
        request,
        visit,
        dossier,
        5,
        "counter/form.html",
        status=422 if errors else 200,
        sections=sections,
        values=dossier.values,
        sources={key: source_word(source) for key, source in dossier.sources.items()},
        errors=errors,
        gaps=gaps,
        caret=caret,
        save_url=reverse("counter:save", args=[visit.id]),
        together=visit.mode == "TOGETHER" and visit.screen_device is not None,
        has_files=any(field.type in KEPT for section in sections for field in section.fields),
        file_base=reverse("counter:form-file", args=[visit.id, "x"]).removesuffix("x/"),
        read=read_of(visit, dossier, 5),
        held=offer(request, visit, dossier, 5),
    )


def _without_emptied(dossier: Dossier, raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out what this page would empty although the citizen filled it in meanwhile."""
    theirs = {key for key, source in dossier.sources.items() if source == BY_CITIZEN}
    return {key: value for key, value in raw.items() if value or key not in theirs}


def source_word(source: str) -> str:
    """Return where a value comes from, in words."""
    return FROM_PAPER if source.startswith(PAPER) else SOURCE_WORDS.get(source, CARD)


def typed_values(request: ActedRequest, dossier: Dossier, *, only_posted: bool = False) -> dict[str, Any]:
    """Return what the page sent for the fields of the form."""
    specs = _specs(dossier)
    if only_posted:
        named = {name.split(".")[0] for name in request.POST}
        specs = [spec for spec in specs if spec["key"] in named]
    return read_fields(request.POST, specs)


def _specs(dossier: Dossier) -> list[dict[str, Any]]:
    return [asdict(field) for field in form.fields(dossier.version.content, dossier.answers)]
