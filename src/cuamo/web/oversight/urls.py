"""Addresses of oversight `/giam-sat` (ux §4.8)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.oversight import data_requests, digital, explanations, feedback, flags, late, overview, unsent

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("tre-han/", late.show, name="late"),
    path("so-hoa/", digital.show, name="digital"),
    path("dau-hieu/", flags.flags, name="flags"),
    path("dau-hieu/<uuid:flag_id>/", flags.flag, name="flag"),
    path("giai-trinh/", explanations.explanations, name="explanations"),
    path("giai-trinh/<uuid:explanation_id>/", explanations.explanation, name="explanation"),
    path("chua-gui/", unsent.show, name="unsent"),
    path("chua-gui/<uuid:report_id>/ngung/", unsent.settle, name="settle-pc"),
    path("du-lieu/", data_requests.show, name="data-requests"),
    path("du-lieu/<uuid:request_id>/", data_requests.one, name="data-request"),
    path("du-lieu/<uuid:request_id>/giay-to/", data_requests.proof, name="data-proof"),
    path("phan-anh/", feedback.show, name="feedback"),
    path("phan-anh/<uuid:feedback_id>/", feedback.message, name="message"),
    path("phan-anh/luot-xem/<uuid:question_id>/", feedback.look, name="look"),
]
