"""Addresses of the desk itself: the lock and its PIN."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.counter import lock, pin

urlpatterns: list[URLPattern | URLResolver] = [
    path("ma-pin/", pin.pin, name="pin"),
    path("khoa/", lock.unlock, name="unlock"),
    path("khoa/dong/", lock.lock, name="lock"),
    path("khoa/con-day/", lock.here, name="here"),
]
