"""Addresses of calls `/tong-dai`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.callcentre import calls, carriage, extra_money, fetch_papers

app_name = "calls"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", calls.start, name="start"),
    path("doi-tien/", extra_money.report, name="extra-money"),
    path("cuoc/<uuid:call_id>/", calls.call, name="call"),
    path("cuoc/<uuid:call_id>/giao-ket-qua/", carriage.carriage, name="carriage"),
    path("cuoc/<uuid:call_id>/lay-giay-to/", fetch_papers.fetch_papers, name="fetch-papers"),
]
