"""Addresses of the audience `courier`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.courier import cash, door, offline, phone, runs, scan

app_name = "courier"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", runs.run_list, name="runs"),
    path("chuyen/<uuid:run_id>", runs.run, name="run"),
    path("chuyen/<uuid:run_id>/di-giao", runs.set_out, name="set-out"),
    path("chuyen/<uuid:run_id>/ket-thuc", runs.close, name="close"),
    path("tui-tien", cash.cash, name="cash"),
    path("quet", scan.scan, name="scan"),
    path("phong-bi/<uuid:parcel_id>", door.parcel, name="parcel"),
    path("phong-bi/<uuid:parcel_id>/di-giao", door.go, name="go"),
    path("phong-bi/<uuid:parcel_id>/trao", door.hand, name="hand"),
    path("phong-bi/<uuid:parcel_id>/thu", door.fetch, name="fetch"),
    path("phong-bi/<uuid:parcel_id>/chua-giao", door.failed, name="failed"),
    path("phong-bi/<uuid:parcel_id>/goi", door.call, name="call"),
    path("sw.js", offline.worker, name="worker"),
    path("may/", offline.phone, name="phone"),
    path("may/goi/", phone.pack, name="phone-pack"),
    path("may/viec/", phone.acts, name="phone-acts"),
    path("may/ma-vach/", phone.barcode, name="phone-barcode"),
    path("may/tep/", phone.announce, name="phone-file"),
    path("may/tep/<slug:sha256>/", phone.piece, name="phone-file-piece"),
    path("may/khoa/<uuid:device>/", phone.key, name="phone-key"),
]
