"""Addresses of public performance `/cong-khai` (ux §4.11)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.public import data, tables, today

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("thu-tuc/", tables.by_procedure, name="procedures"),
    path("diem/", tables.by_point, name="points"),
    path("du-lieu/", data.data, name="data"),
    path("du-lieu/<slug:table>.<slug:kind>", data.download, name="download"),
]
