"""Addresses of finance `/tai-chinh`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.finance import overview

app_name = "finance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
]
