"""Addresses of a counter's PC under `/quay/may/`; the names live in the space of the counter."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.device import act, files, keys, pack, point, pulse, receipt, snapshot

urlpatterns: list[URLPattern | URLResolver] = [
    path("goi/", pack.pack, name="device-pack"),
    path("thu-tuc/<uuid:version_id>/", pack.procedure, name="device-procedure"),
    path("phuong/", pack.wards, name="device-wards"),
    path("luot/<uuid:visit_id>/", snapshot.snapshot, name="device-visit"),
    path("tep/", files.announce, name="device-file"),
    path("tep/<slug:sha256>/", files.piece, name="device-file-piece"),
    path("ho-so/", act.act, name="device-act"),
    path("ho-so/<uuid:key>/", act.outcome, name="device-outcome"),
    path("nhip/", pulse.pulse, name="device-pulse"),
    path("khoa/<uuid:device>/", keys.key, name="device-key"),
    path("chua-gui/", point.waiting, name="unsent-point"),
    path("bien-nhan/<uuid:key>/", receipt.receipt, name="device-receipt"),
]
