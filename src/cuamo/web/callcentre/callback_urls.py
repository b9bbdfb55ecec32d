"""Addresses of calling people back `/tong-dai/goi-lai`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.callcentre import callbacks

app_name = "callbacks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", callbacks.waiting, name="list"),
    path("<uuid:callback_id>/", callbacks.call, name="call"),
]
