"""Synonyms and everyday words: change them, and see first what chosen phrases would find."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.policies import EDITORS
from cuamo.catalogue.selectors.book import version_numbered
from cuamo.catalogue.selectors.synonyms import PAGE, synonym_of, synonyms
from cuamo.catalogue.services.edit_synonym import (
    MOST_PHRASES,
    Ranking,
    Wanted,
    rehearse_content,
    rehearse_synonym,
    remove_synonym,
    save_synonym,
)
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.frame import frame
from cuamo.web.catalogue.showing import all_faults


@catalogue_staff
@require_GET
def listing(request: ActedRequest) -> HttpResponse:
    """Every synonym, by phrase."""
    words = request.GET.get("q", "").strip()[:100]
    rows = synonyms(words=words, after=request.GET.get("sau", "")[:150])
    return render(
        request,
        "catalogue/words.html",
        {
            "rows": rows,
            "words": words,
            "next": rows[-1].phrase if len(rows) == PAGE else "",
            "is_editor": bool(request.actor.roles & EDITORS),
        },
    )


@catalogue_staff
@require_http_methods(["GET", "POST"])
def change(request: ActedRequest, synonym_id: int = 0) -> HttpResponse:
    """One synonym: rehearse, save, remove. The first button shows the effect and keeps nothing."""
    synonym = synonym_of(synonym_id) if synonym_id else None
    wanted = Wanted(
        request.POST.get("spoken", synonym.spoken if synonym else ""),
        request.POST.get("words", synonym.words if synonym else ""),
        request.POST.get("code", (synonym.procedure_id or "") if synonym else ""),
    )
    tried = request.POST.get("phrases", "")
    rankings: list[Ranking] = []
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        act, now = request.POST.get("viec", "xem"), timezone.now()
        try:
            if act == "luu":
                save_synonym(wanted=wanted, synonym_id=synonym_id or None, actor=request.actor, at=now)
                messages.success(request, f"Đã lưu «{wanted.spoken}». Tìm kiếm theo ngay.")
                return redirect("catalogue:words")
            if act == "bo" and synonym is not None:
                remove_synonym(synonym_id=synonym_id, actor=request.actor, at=now)
                messages.success(request, f"Đã bỏ «{synonym.spoken}».")
                return redirect("catalogue:words")
            rankings = rehearse_synonym(
                phrases=[wanted.spoken, *tried.splitlines()],
                wanted=None if act == "xem-bo" else wanted,
                synonym_id=synonym_id or None,
                actor=request.actor,
            )
        except DomainError as refused:
            if refused.status == 403:
                raise
            errors, status = {refused.where or "spoken": phrases.say(refused)}, refused.status
    return render(
        request,
        "catalogue/word.html",
        {
            "synonym": synonym,
            "wanted": wanted,
            "phrases": tried,
            "most": MOST_PHRASES - 1,
            "rankings": rankings,
            "errors": errors,
            "is_editor": bool(request.actor.roles & EDITORS),
        },
        status=status,
    )


@catalogue_staff
@require_GET
def rehearse(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """What phrases would find were this version published, beside what they find now."""
    version = version_numbered(code, number)
    asked = request.GET.get("cau", "")
    said = version.content.get("everyday_words")
    lines = asked.splitlines() or [str(word) for word in said or [] if isinstance(said, list)]
    rankings = (
        rehearse_content(phrases=lines, code=code, content=version.content, actor=request.actor)
        if request.actor.roles & EDITORS
        else []
    )
    return render(
        request,
        "catalogue/rehearse.html",
        frame(request, version, "tim-thu", all_faults(version.content, calendar=current_calendar()))
        | {"rankings": rankings, "phrases": "\n".join(lines), "code": code},
    )
