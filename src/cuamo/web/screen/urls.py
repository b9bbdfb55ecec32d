"""Addresses of the audience `screen`."""

from django.urls import URLPattern, URLResolver

app_name = "screen"
urlpatterns: list[URLPattern | URLResolver] = []
