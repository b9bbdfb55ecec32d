"""Addresses of calls `/tong-dai`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.callcentre import calls

app_name = "calls"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", calls.start, name="start"),
    path("cuoc/<uuid:call_id>/", calls.call, name="call"),
]
