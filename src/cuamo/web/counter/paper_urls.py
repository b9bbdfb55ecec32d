"""Addresses of the tray of pages at Q6."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.counter import originals, own_papers, paper_labels, tray

urlpatterns: list[URLPattern | URLResolver] = [
    path("luot/<uuid:visit_id>/khay/", tray.tray, name="tray"),
    path("luot/<uuid:visit_id>/khay/xong/", tray.settle, name="tray-settle"),
    path("luot/<uuid:visit_id>/khay/xep/", tray.place, name="tray-place"),
    path("luot/<uuid:visit_id>/khay/trang/", tray.change, name="tray-change"),
    path("luot/<uuid:visit_id>/nhan-giay/", paper_labels.labels, name="paper-labels"),
    path("luot/<uuid:visit_id>/ban-goc/", originals.originals, name="originals"),
    path("luot/<uuid:visit_id>/giay-cu/", own_papers.reuse, name="reuse-paper"),
    path("luot/<uuid:visit_id>/trang/<uuid:page_id>/", tray.page, name="page"),
]
