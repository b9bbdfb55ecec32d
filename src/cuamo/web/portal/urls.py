"""Addresses of the public portal (ux §4.1)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.portal import (
    accepting,
    apply,
    check_receipt,
    check_result,
    fetch_papers,
    form_files,
    help,
    home,
    new_version,
    points,
    procedures,
    rating,
    slot,
    tracking,
)

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("thu-tuc/", procedures.find, name="procedures"),
    path("thu-tuc/<str:code>/", procedures.show, name="procedure"),
    path("thu-tuc/<str:code>/noi-nhan/", accepting.places, name="procedure-places"),
    path("thu-tuc/<str:code>/noi-nhan.csv", accepting.as_csv, name="procedure-places-csv"),
    path("diem-phuc-vu/", points.points, name="points"),
    path("tro-giup", help.help_page, name="help"),
    path("gop-y", help.feedback, name="feedback"),
    path("tra-cuu/", tracking.by_code, name="track"),
    path("t/<str:token>/", tracking.by_token, name="receipt"),
    path("t/<str:token>/hen/", slot.choose, name="slot"),
    path("t/<str:token>/lay-giay-to/", fetch_papers.fetch_papers, name="fetch-papers"),
    path("t/<str:token>/bien-lai/", check_receipt.of_dossier, name="receipts"),
    path("t/<str:token>/danh-gia/", rating.give, name="rate"),
    path("kiem-tra/<str:token>/", check_result.check, name="check-result"),
    path("bien-lai/<str:token>/", check_receipt.check, name="check-receipt"),
    path("bien-lai/<str:token>/tep/", check_receipt.paper, name="receipt-paper"),
    path("nop/<str:code>/", apply.begin, name="apply"),
    path("nop/<uuid:dossier_id>/cau-hoi/", apply.ask, name="apply-questions"),
    path("nop/<uuid:dossier_id>/ban-moi/", new_version.meet, name="apply-new-version"),
    path("nop/<uuid:dossier_id>/to-khai/<int:page>/", apply.fill, name="apply-form"),
    path("nop/<uuid:dossier_id>/tep/<slug:key>/", form_files.show, name="apply-file"),
    path("nop/<uuid:dossier_id>/giay-to/", apply.papers, name="apply-papers"),
    path("nop/<uuid:dossier_id>/nhan-ket-qua/", apply.delivery, name="apply-delivery"),
    path("nop/<uuid:dossier_id>/xem-lai/", apply.check, name="apply-check"),
    path("nop/<uuid:dossier_id>/tra-tien/", apply.pay, name="apply-pay"),
    path("nop/<uuid:dossier_id>/xong/", apply.done, name="apply-done"),
]
