"""Addresses of X2 and X4: ticks, notes, many dossiers at once."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.officer import bulk, checks, notes

urlpatterns: list[URLPattern | URLResolver] = [
    path("hang-loat/", bulk.bulk, name="bulk"),
    path("hang-loat/<uuid:run_id>/", bulk.show, name="bulk-run"),
    path("hang-loat/<uuid:run_id>/tep/", bulk.download, name="bulk-file"),
    path("ho-so/<uuid:dossier_id>/kiem/", checks.tick, name="tick"),
    path("ho-so/<uuid:dossier_id>/ghi-chu/", notes.write, name="note"),
    path("ho-so/<uuid:dossier_id>/ghi-chu/<uuid:note_id>/gach/", notes.strike, name="strike-note"),
]
