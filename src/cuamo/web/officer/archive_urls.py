"""Addresses of the archive `/xu-ly/luu-tru`: due dossiers, packages, destruction, holds, the table."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.officer import archive, archive_destruction, archive_holds, archive_packages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", archive.overview, name="archive"),
    path("thoi-han/", archive.table, name="archive-terms"),
    path("goi/", archive_packages.packages, name="archive-packages"),
    path("goi/<uuid:package_id>/", archive_packages.package, name="archive-package"),
    path("goi/<uuid:package_id>/tep/", archive_packages.download, name="archive-package-file"),
    path("tieu-huy/", archive_destruction.due, name="archive-destroy"),
    path("danh-muc/", archive_destruction.lists, name="archive-lists"),
    path("danh-muc/<uuid:destruction_id>/", archive_destruction.one_list, name="archive-list"),
    path("dinh-chi/", archive_holds.holds, name="archive-holds"),
    path("dinh-chi/<uuid:hold_id>/", archive_holds.hold, name="archive-hold"),
]
