"""Addresses of the counter workbench `/quay` (ux §4.3)."""

from django.urls import URLPattern, URLResolver, include, path

from cuamo.web.counter import (
    desk_urls,
    files,
    find,
    held,
    idle,
    kind_urls,
    new_version,
    owed,
    read,
    shift,
    steps,
    waiting,
)

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", idle.idle, name="idle"),
    path("may/", include("cuamo.web.device.urls")),
    path("ca/", shift.shift, name="shift"),
    path("cho-gui/", find.unsent, name="unsent"),
    path("tim/", find.find, name="find"),
    path("thu/<uuid:obligation_id>/", owed.owed, name="owed"),
    path("thu/<uuid:obligation_id>/cho/", owed.owed_poll, name="owed-poll"),
    path("bien-lai/<uuid:receipt_id>/", owed.cash_paper, name="cash-paper"),
    *desk_urls.urlpatterns,
    *kind_urls.urlpatterns,
    path("luot/<uuid:visit_id>/", steps.current, name="visit"),
    path("luot/<uuid:visit_id>/<int:step>/", steps.step, name="step"),
    path("luot/<uuid:visit_id>/ban-moi/", new_version.meet, name="new-version"),
    path("luot/<uuid:visit_id>/luu/", steps.save, name="save"),
    path("luot/<uuid:visit_id>/<int:step>/luu/", steps.save, name="keep"),
    path("luot/<uuid:visit_id>/<int:step>/dua-lai/", held.give_back, name="give-back"),
    path("luot/<uuid:visit_id>/guong/", waiting.mirror, name="mirror"),
    path("luot/<uuid:visit_id>/cho/<int:step>/", waiting.poll, name="poll"),
    path("luot/<uuid:visit_id>/man-hinh/", waiting.screen, name="screen"),
    path("luot/<uuid:visit_id>/giay/<uuid:paper_id>/", files.thumb, name="thumb"),
    path("luot/<uuid:visit_id>/giay/<uuid:paper_id>/bo/", files.remove, name="remove"),
    path("luot/<uuid:visit_id>/<int:step>/may-doc/", read.read, name="read"),
    path("luot/<uuid:visit_id>/<int:step>/may-doc/dung/", read.take, name="take"),
    path("luot/<uuid:visit_id>/to-khai/<slug:key>/", files.form_page, name="form-file"),
    path("luot/<uuid:visit_id>/in-to-khai/", files.form_print, name="form-print"),
    path("luot/<uuid:visit_id>/phieu/", files.receipt, name="receipt"),
]
