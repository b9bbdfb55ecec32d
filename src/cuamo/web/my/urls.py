"""Addresses of my dossiers `/toi` (ux §4.2)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.my import (
    acting,
    callback,
    complain,
    data,
    dossier,
    dossiers,
    files,
    linked,
    papers,
    pay,
    readings,
    redeliver,
    supplement,
)

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", dossiers.dossiers, name="dossiers"),
    path("ho-so/<uuid:dossier_id>/", dossier.show, name="dossier"),
    path("ho-so/<uuid:dossier_id>/bo-sung/", supplement.supplement, name="supplement"),
    path(
        "ho-so/<uuid:dossier_id>/bo-sung/trang/<uuid:paper_id>/<int:number>/",
        supplement.page,
        name="supplement-page",
    ),
    path("ho-so/<uuid:dossier_id>/rut/", dossier.take_back, name="withdraw"),
    path("ho-so/<uuid:dossier_id>/lien-thong/", linked.act, name="linked"),
    path("ho-so/<uuid:dossier_id>/ket-qua/", dossier.result, name="result"),
    path("ho-so/<uuid:dossier_id>/tra-tien/", pay.pay, name="pay"),
    path("ho-so/<uuid:dossier_id>/khieu-nai/", complain.complaint, name="complain"),
    path("ho-so/<uuid:dossier_id>/tep/<uuid:file_id>/", files.paper, name="paper"),
    path("ho-so/<uuid:dossier_id>/bien-lai/<uuid:receipt_id>/", files.receipt, name="receipt"),
    path("ho-so/<uuid:dossier_id>/hen-lai/", redeliver.redeliver, name="redeliver"),
    path("ho-so/<uuid:dossier_id>/goi-lai/", callback.callback, name="call"),
    path("ho-so/<uuid:dossier_id>/goi-lai/bo/", callback.drop, name="drop-call"),
    path("du-lieu/", data.overview, name="data"),
    path("du-lieu/cho-dung/", data.allow, name="data-allow"),
    path("du-lieu/yeu-cau/<slug:slug>/", data.ask, name="data-ask"),
    path("du-lieu/goi/<uuid:package_id>/", data.package, name="data-package"),
    path("du-lieu/<uuid:request_id>/", data.follow, name="data-request"),
    path("du-lieu/<uuid:request_id>/rut/", data.drop, name="data-drop"),
    path("du-lieu/<uuid:request_id>/goi/", data.again, name="data-again"),
    path("giay-to/", papers.papers, name="papers"),
    path("giay-to/<uuid:paper_id>/", papers.file, name="paper-file"),
    path("giay-to/<uuid:paper_id>/bo/", papers.remove, name="remove-paper"),
    path("giay-to/<uuid:paper_id>/lay-lai/", papers.bring_back, name="bring-back-paper"),
    path("uy-quyen/", acting.acting, name="acting"),
    path("uy-quyen/cho/", acting.give, name="give-acting"),
    path("uy-quyen/<uuid:mandate_id>/dung/", acting.stop, name="stop-acting"),
    path("ai-da-xem/", readings.readings, name="readings"),
    path("ai-da-xem/<uuid:reading_id>/hoi/", readings.question, name="question"),
]
