"""Addresses of the desk itself: shifts for the lead, training, measures, the lock and its PIN."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.counter import (
    cash_back,
    cash_bags,
    fee_again,
    handover,
    lock,
    measures,
    pin,
    receipt_copy,
    shift_lead,
    training,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("giao-nhan/", handover.handover, name="handover"),
    path("giao-nhan/phong-bi/<uuid:parcel_id>/nhan/", handover.label, name="handover-label"),
    path("giao-nhan/tui/<uuid:bag_id>/nhan/", handover.bag_label, name="handover-bag"),
    path("giao-nhan/chuyen/<uuid:run_id>/bang-ke/", handover.manifest, name="handover-manifest"),
    path("bien-lai-dien-tu/<str:token>/", receipt_copy.receipt_copy, name="receipt-copy"),
    path("ca/tui-tien/", cash_bags.cash_bags, name="cash-bags"),
    path("ca/tui-tien/<uuid:bag_id>/phieu/", cash_bags.slip, name="cash-bag-slip"),
    path("thu-phi/<uuid:dossier_id>/", fee_again.fee_again, name="fee-again"),
    path("hoan-tien/", cash_back.cash_back, name="cash-back"),
    path("hoan-tien/<uuid:refund_id>/phieu/", cash_back.slip, name="cash-back-slip"),
    path("ca/ngay/", shift_lead.day, name="shift-day"),
    path("ca/<uuid:shift_id>/ket/", shift_lead.close_for, name="shift-close-for"),
    path("luyen-tap/", training.training, name="training"),
    path("luyen-tap/diem/", training.point, name="training-point"),
    path("luyen-tap/bai/<slug:key>/", training.begin, name="training-begin"),
    path("luyen-tap/cau/<slug:key>/", training.question, name="training-question"),
    path("luyen-tap/luot/<uuid:visit_id>/tiep/", training.go_on, name="training-go-on"),
    path("luyen-tap/luot/<uuid:visit_id>/xong/", training.finish, name="training-finish"),
    path("so-lieu/", measures.mine, name="measures"),
    path("so-lieu/diem/", measures.point, name="measures-point"),
    path("ma-pin/", pin.pin, name="pin"),
    path("khoa/", lock.unlock, name="unlock"),
    path("khoa/dong/", lock.lock, name="lock"),
    path("khoa/con-day/", lock.here, name="here"),
]
