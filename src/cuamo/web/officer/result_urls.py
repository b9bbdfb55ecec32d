"""Addresses about the paper of a result: its draft, its envelope, and who may sign for a unit."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.officer import carriage, draft, signing_rights

urlpatterns: list[URLPattern | URLResolver] = [
    path("ho-so/<uuid:dossier_id>/du-thao/", draft.draft_paper, name="draft"),
    path("ho-so/<uuid:dossier_id>/mat-phong-bi/", carriage.lost, name="lost"),
    path("ho-so/<uuid:dossier_id>/nguoi-thua-ke/", carriage.heirs, name="heirs"),
    path("tham-quyen-ky/", signing_rights.show, name="signing-rights"),
    path("tham-quyen-ky/<uuid:right_id>/cham-dut/", signing_rights.end, name="end-signing-right"),
]
