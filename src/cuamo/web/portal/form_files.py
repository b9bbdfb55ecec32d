"""A file or signature the citizen gave inside a form, for their own eyes."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.documents.services.page_image import page_image
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.form_files import form_file
from cuamo.dossiers.selectors.of_person import own_dossier
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.forms import read_number

WIDTH = 1440


@citizen_required
@require_GET
def show(request: ActedRequest, dossier_id: UUID, key: str) -> HttpResponse:
    """Answer a page (`trang`, from 1) of the file as a picture."""
    dossier = own_dossier(request.actor.person_id, dossier_id, now=timezone.now())
    if dossier is None:
        raise unknown_dossier()
    file = form_file(dossier, key)
    page = read_number(request.GET.get("trang", ""), 1)
    return HttpResponse(page_image(file_id=file.id, page=page, width=WIDTH), content_type="image/jpeg")
