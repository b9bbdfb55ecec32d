"""Addresses of finance `/tai-chinh`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.finance import (
    books,
    cash,
    contracts,
    overview,
    reconciliation,
    refunds,
    requests,
    statements,
    suspense,
    take_back,
)

app_name = "finance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("tien-mat/", cash.cash, name="cash"),
    path("khoan/", requests.requests, name="requests"),
    path("khoan/<uuid:request_id>/", requests.one, name="request"),
    path("khoan/<uuid:request_id>/hoan-phi/", requests.fee_back, name="fee-back"),
    path("chua-ro/", suspense.suspense, name="suspense"),
    path("chua-ro/<uuid:item_id>/", suspense.item, name="item"),
    path("chua-ro/<uuid:item_id>/ghep/", suspense.match, name="match"),
    path("chua-ro/<uuid:item_id>/duyet-ghep/", suspense.decide_match, name="match-decide"),
    path("chua-ro/<uuid:item_id>/hoan/", suspense.refund, name="item-refund"),
    path("mau-thuan/<uuid:callback_id>/", suspense.conflict, name="conflict"),
    path("rut-lai/", take_back.take_backs, name="take-backs"),
    path("rut-lai/<str:place>/<uuid:target_id>/", take_back.take_back, name="take-back"),
    path("hoan/", refunds.refunds, name="refunds"),
    path("hoan/<uuid:refund_id>/", refunds.one, name="refund"),
    path("hoan/<uuid:refund_id>/duyet/", refunds.decide, name="refund-decide"),
    path("so/", books.journal, name="journal"),
    path("can-doi/", books.trial, name="trial"),
    path("quyet-toan/", statements.overview, name="statements"),
    path("quyet-toan/chua-tinh/", statements.unclaimed, name="unclaimed"),
    path("quyet-toan/hop-dong/", contracts.overview, name="contracts"),
    path("quyet-toan/hop-dong/<uuid:instrument_id>/", contracts.one, name="contract"),
    path("quyet-toan/hop-dong/<uuid:instrument_id>/ban-moi/", contracts.renew, name="contract-renew"),
    path("quyet-toan/<uuid:statement_id>/", statements.one, name="statement"),
    path("quyet-toan/<uuid:statement_id>/in/", statements.paper, name="statement-paper"),
    path("quyet-toan/<uuid:statement_id>/tep-<str:kind>/", statements.sheet, name="statement-sheet"),
    path("quyet-toan/<uuid:statement_id>/dong/<uuid:line_id>/", statements.line, name="statement-line"),
    path("doi-soat/", reconciliation.days, name="reconciliation"),
    path("doi-soat/tai-len/", reconciliation.upload, name="reconciliation-upload"),
    path("doi-soat/khoan/<uuid:item_id>/", reconciliation.item, name="reconciliation-item"),
    path("doi-soat/khoan/<uuid:item_id>/lam/", reconciliation.act, name="reconciliation-act"),
    path("doi-soat/<str:day>/", reconciliation.day, name="reconciled-day"),
    path("doi-soat/<str:day>/lai/", reconciliation.again, name="reconcile-again"),
    path("doi-soat/<str:day>/bien-ban/", reconciliation.protocol, name="reconciliation-protocol"),
]
