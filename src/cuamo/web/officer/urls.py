"""Addresses of the back-office inbox `/xu-ly` (ux §4.5)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.officer import complaints, decision, dossier, files, opinions, packing, past, queue, register

app_name = "officer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("moi-ve/", queue.arrivals, name="arrivals"),
    path("nhan-giu/", queue.hold, name="hold"),
    path("ho-so/<uuid:dossier_id>/", dossier.show, name="dossier"),
    path("ho-so/<uuid:dossier_id>/quyet-dinh/<slug:kind>/", decision.decide, name="decide"),
    path("ho-so/<uuid:dossier_id>/quyet-dinh/<slug:kind>/xem-truoc/", decision.preview, name="preview"),
    path("ho-so/<uuid:dossier_id>/giay/<uuid:paper_id>/<int:page>/", files.paper_page, name="paper"),
    path("ho-so/<uuid:dossier_id>/to-khai/<slug:key>/<int:page>/", files.form_page, name="form-page"),
    path("ho-so/<uuid:dossier_id>/xac-nhan/", files.confirmation, name="confirmation"),
    path("ho-so/<uuid:dossier_id>/phieu/<slug:form>/", files.slip, name="slip"),
    path("ho-so/<uuid:dossier_id>/ket-qua/", files.result_file, name="result"),
    path("ho-so/<uuid:dossier_id>/ket-qua-cu/<uuid:past_id>/", past.past_result, name="past-result"),
    path("y-kien/", opinions.opinions, name="opinions"),
    path("y-kien/<uuid:opinion_id>/", opinions.opinion, name="opinion"),
    path(
        "y-kien/<uuid:opinion_id>/giay/<uuid:paper_id>/<int:page>/",
        opinions.opinion_paper,
        name="opinion-paper",
    ),
    path("khieu-nai/", complaints.complaints, name="complaints"),
    path("khieu-nai/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("so-theo-doi/", register.choose, name="register"),
    path("so-theo-doi/<uuid:run_id>/", register.show, name="register-run"),
    path("so-theo-doi/<uuid:run_id>/tep/", register.download, name="register-file"),
    path("dong-goi/", packing.packing, name="packing"),
    path("dong-goi/<uuid:dossier_id>/", packing.pack, name="pack"),
    path("phong-bi/<uuid:parcel_id>/niem-phong/", packing.seal_parcel, name="seal"),
    path("phong-bi/<uuid:parcel_id>/nhan/", packing.label, name="label"),
    path("chuyen/", packing.make_run, name="make-run"),
    path("chuyen/<uuid:run_id>/bang-ke/", packing.manifest, name="manifest"),
    path("giao-di/", packing.scan_out, name="scan-out"),
]
