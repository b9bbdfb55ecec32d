"""T4: my papers: what may be used again, until when, where it was used; take one out, or back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import OwnPaper
from cuamo.dossiers.selectors.own_papers import own_papers
from cuamo.dossiers.services.reuse_paper import bring_back_own_paper, remove_own_paper, unknown_paper
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en


@citizen_required
@require_GET
def papers(request: ActedRequest) -> HttpResponse:
    """List the citizen's papers, newest first; those that ended are marked, those taken out stand last."""
    kept = own_papers(request.actor.person_id, now=timezone.now())
    return render(
        request,
        "my/papers.html",
        {
            "kept": [row for row in kept if row.paper.removed_at is None],
            "removed": [row for row in kept if row.paper.removed_at is not None],
        },
    )


@citizen_required
@require_POST
def remove(request: ActedRequest, paper_id: UUID) -> HttpResponse:
    """Take a paper out; dossiers that used it keep it."""
    own = remove_own_paper(own_paper_id=paper_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request,
        vi_en(
            f"Đã bỏ «{own.name_vi}». Giấy này không dùng lại nữa. Hồ sơ đã dùng vẫn giữ nguyên.",
            f"“{own.name_en or own.name_vi}” was removed, and not used again. Dossiers that used it keep it.",
        ),
    )
    return redirect("my:papers")


@citizen_required
@require_POST
def bring_back(request: ActedRequest, paper_id: UUID) -> HttpResponse:
    """Undo: the paper may be used again."""
    own = bring_back_own_paper(own_paper_id=paper_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request,
        vi_en(f"Đã lấy lại «{own.name_vi}».", f"“{own.name_en or own.name_vi}” is back."),
    )
    return redirect("my:papers")


@citizen_required
@require_GET
def file(request: ActedRequest, paper_id: UUID) -> HttpResponse:
    """Answer the signed paper as it is kept; taken out, it is still its owner's to see."""
    own = OwnPaper.objects.select_related("file").filter(id=paper_id).first()
    if own is None or str(own.person_id) != request.actor.person_id or own.dropped:
        raise unknown_paper()
    response = HttpResponse(content_of(own.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="giay-to-{own.kind.lower()}.pdf"'
    return response
