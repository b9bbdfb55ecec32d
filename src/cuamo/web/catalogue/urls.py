"""Addresses of the catalogue `/danh-muc` (ux §4.10)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.catalogue import accepting, attempt, book, calendar, decide, editor, imports, raw, vocabulary

app_name = "catalogue"
VERSION = "thu-tuc/<str:code>/<int:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", book.listing, name="book"),
    path("soan-moi/", book.start, name="start"),
    path("nhap/", imports.listing, name="imports"),
    path("nhap/<uuid:import_id>/", imports.show, name="import"),
    path("nhap/<uuid:import_id>/dong-loi/", imports.faulty, name="import-faulty"),
    path("lich/", calendar.year, name="calendar"),
    path("lich/<uuid:decision_id>/", calendar.show, name="calendar-decision"),
    path("tu/", vocabulary.listing, name="words"),
    path("tu/moi/", vocabulary.change, name="word-new"),
    path("tu/<int:synonym_id>/", vocabulary.change, name="word"),
    path("thu-tuc/<str:code>/", book.procedure, name="procedure"),
    path("thu-tuc/<str:code>/noi-nhan/", accepting.accepting, name="accepting"),
    path(VERSION + "soan/", book.draft_from, name="draft-from"),
    path(VERSION + "tai-ve/", book.export, name="export"),
    path(VERSION + "json/", raw.raw, name="raw"),
    path(VERSION + "chay-thu/", attempt.attempt, name="chay-thu"),
    path(VERSION + "tim-thu/", vocabulary.rehearse, name="tim-thu"),
    path(VERSION + "khac/", decide.differ, name="khac"),
    path(VERSION + "duyet/", decide.decide, name="duyet"),
    path(VERSION + "<slug:tab>/", editor.edit, name="edit"),
]
