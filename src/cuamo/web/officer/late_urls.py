"""Addresses of reminders, requests to move a dossier and explanations, under `/xu-ly`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.officer import alerts, expedites, explanations

urlpatterns: list[URLPattern | URLResolver] = [
    path("nhac-viec/", alerts.alerts, name="alerts"),
    path("nhac-viec/so/", alerts.count, name="alert-count"),
    path("nhac-viec/de-sau/", alerts.put_off, name="put-off"),
    path("de-nghi/", expedites.expedites, name="expedites"),
    path("de-nghi/<uuid:expedite_id>/", expedites.expedite, name="expedite"),
    path("giai-trinh/", explanations.explanations, name="explanations"),
    path("giai-trinh/<uuid:explanation_id>/", explanations.explanation, name="explanation"),
]
