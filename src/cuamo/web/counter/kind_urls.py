"""Addresses of what is special about a visit: no card, whose number, for whom, lists, referral."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.counter import (
    carriage,
    data_request,
    follow,
    guide,
    guided,
    kinds,
    ministry,
    refer,
    slips,
    stated,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("khong-the/", stated.no_card, name="no-card"),
    path("giao-ket-qua/<uuid:dossier_id>/", carriage.carriage, name="carriage"),
    path("luot/<uuid:visit_id>/viec-khac/", kinds.menu, name="kinds"),
    path("luot/<uuid:visit_id>/khong-the/", stated.no_card, name="no-card-here"),
    path("luot/<uuid:visit_id>/so-nhan-tin/", kinds.number, name="number"),
    path("luot/<uuid:visit_id>/lam-thay/", kinds.act_for, name="act-for"),
    path("theo-doi/", refer.follow_up, name="follow-up"),
    path("theo-doi/bo/<uuid:dossier_id>/", ministry.seen, name="ministry-seen"),
    path("luot/<uuid:visit_id>/nop-bo/", ministry.ministry, name="ministry"),
    path("theo-doi/<uuid:referral_id>/", refer.close, name="close-referral"),
    path("luot/<uuid:visit_id>/gioi-thieu/", refer.referral, name="referral"),
    path("luot/<uuid:visit_id>/gioi-thieu/xong/", refer.referred, name="referred"),
    path("luot/<uuid:visit_id>/gioi-thieu/<uuid:referral_id>/in/", refer.slip, name="referral-slip"),
    path("luot/<uuid:visit_id>/tai-khoan/", guided.account, name="account"),
    path("luot/<uuid:visit_id>/bai-hoc/", guided.lessons, name="lessons"),
    path("luot/<uuid:visit_id>/danh-sach/", guided.follow, name="guided"),
    path("luot/<uuid:visit_id>/huong-dan/<str:code>/", guide.guide, name="guide"),
    path("luot/<uuid:visit_id>/huong-dan/<str:code>/in/", guide.checklist, name="checklist"),
    path("luot/<uuid:visit_id>/khach-dien/", follow.typed_by_citizen, name="typed-by-citizen"),
    path("luot/<uuid:visit_id>/du-lieu/", data_request.kinds, name="data-kinds"),
    path("luot/<uuid:visit_id>/du-lieu/<slug:slug>/", data_request.ask, name="data-ask"),
    path("luot/<uuid:visit_id>/dong-y-giay/", slips.consent, name="consent-on-paper"),
    path("luot/<uuid:visit_id>/dong-y-giay/in/", slips.consent_paper, name="consent-slip"),
    path("luot/<uuid:visit_id>/xac-nhan-giay/", slips.confirm, name="confirm-on-paper"),
    path("luot/<uuid:visit_id>/xac-nhan-giay/in/", slips.summary_paper, name="summary-slip"),
]
