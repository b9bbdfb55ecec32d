"""Addresses of the desk itself: shifts for the lead, the lock and its PIN."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.counter import lock, pin, shift_lead

urlpatterns: list[URLPattern | URLResolver] = [
    path("ca/ngay/", shift_lead.day, name="shift-day"),
    path("ca/<uuid:shift_id>/ket/", shift_lead.close_for, name="shift-close-for"),
    path("ma-pin/", pin.pin, name="pin"),
    path("khoa/", lock.unlock, name="unlock"),
    path("khoa/dong/", lock.lock, name="lock"),
    path("khoa/con-day/", lock.here, name="here"),
]
