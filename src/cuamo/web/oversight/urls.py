"""Addresses of oversight `/giam-sat` (ux §4.8)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.oversight import feedback, late, overview, unsent

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("tre-han/", late.show, name="late"),
    path("chua-gui/", unsent.show, name="unsent"),
    path("chua-gui/<uuid:report_id>/ngung/", unsent.settle, name="settle-pc"),
    path("phan-anh/", feedback.show, name="feedback"),
    path("phan-anh/<uuid:feedback_id>/", feedback.message, name="message"),
    path("phan-anh/luot-xem/<uuid:question_id>/", feedback.look, name="look"),
]
