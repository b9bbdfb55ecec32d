"""Addresses of oversight `/giam-sat` (ux §4.8)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.oversight import late, overview

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("tre-han/", late.show, name="late"),
]
