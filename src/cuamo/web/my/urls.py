"""Addresses of the audience `my`."""

from django.urls import URLPattern, URLResolver

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = []
