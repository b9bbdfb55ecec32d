"""Addresses of my dossiers `/toi` (ux §4.2)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.my import acting, callback, complain, dossier, dossiers, linked, pay, readings, supplement

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", dossiers.dossiers, name="dossiers"),
    path("ho-so/<uuid:dossier_id>/", dossier.show, name="dossier"),
    path("ho-so/<uuid:dossier_id>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so/<uuid:dossier_id>/rut/", dossier.take_back, name="withdraw"),
    path("ho-so/<uuid:dossier_id>/lien-thong/", linked.act, name="linked"),
    path("ho-so/<uuid:dossier_id>/ket-qua/", dossier.result, name="result"),
    path("ho-so/<uuid:dossier_id>/tra-tien/", pay.pay, name="pay"),
    path("ho-so/<uuid:dossier_id>/khieu-nai/", complain.complaint, name="complain"),
    path("ho-so/<uuid:dossier_id>/goi-lai/", callback.callback, name="call"),
    path("ho-so/<uuid:dossier_id>/goi-lai/bo/", callback.drop, name="drop-call"),
    path("uy-quyen/", acting.acting, name="acting"),
    path("uy-quyen/<uuid:mandate_id>/dung/", acting.stop, name="stop-acting"),
    path("ai-da-xem/", readings.readings, name="readings"),
    path("ai-da-xem/<uuid:reading_id>/hoi/", readings.question, name="question"),
]
