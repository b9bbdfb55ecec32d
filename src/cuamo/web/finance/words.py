"""How pages of finance call accounts, and where an address of a list goes on."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest

from cuamo.payments.types import Account

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
ACCOUNTS = {
    Account.CITIZEN: "Người dân còn phải trả",
    Account.GATEWAY: "Cổng thanh toán đang giữ",
    Account.TRANSIT: "Túi tiền đang mang đến ngân hàng",
    Account.BANK: "Tiền gửi ngân hàng",
    Account.CITY: "Phí, lệ phí của thành phố",
    Account.MINISTRY: "Phí, lệ phí nộp ngân sách nhà nước",
    Account.BUDGET: "Ngân sách thành phố trả thay",
    Account.BUDGET_DUE: "Ngân sách còn phải chuyển",
    Account.REFUNDS: "Tiền đang hoàn",
    Account.SUSPENSE: "Tiền chưa rõ",
    Account.FEES: "Phí dịch vụ của cổng thanh toán",
    Account.CLAIMS: "Cổng hoặc ngân hàng còn phải bù",
    Account.CASH_DIFFERENCE: "Chênh lệch kiểm quỹ",
    "till:": "Tiền mặt ở các ca",
    "postal:": "Phải trả đơn vị bưu chính",
}


SOURCES = {
    "opened": "Khoản phải trả",
    "voided": "Khoản đã hủy",
    "matched": "Tiền chưa rõ đã ghép",
    "gateway": "Giao dịch",
    "payout": "Đợt chuyển",
    "line": "Dòng sổ phụ",
    "cash": "Biên lai tiền mặt",
    "refund": "Lệnh hoàn",
    "refund-paid": "Lệnh hoàn",
    "refund-back": "Lệnh hoàn",
    "supported": "Ngân sách trả thay",
    "unsupported": "Ngân sách trả thay",
    "float": "Tiền đầu ca",
    "count": "Đếm cuối ca",
    "passed": "Giao ca",
    "bagged": "Túi tiền",
    "deposited": "Túi tiền nộp ngân hàng",
}
"""What an entry books, by the word before the colon of its source."""


def source_words(source: str) -> str:
    """Return what an entry books as people read it: `Giao dịch FTA2`; an id of the machine is left out."""
    head, _, rest = source.partition(":")
    if head == "back":
        return f"Rút lại: {source_words(rest)}"
    words = SOURCES.get(head)
    if words is None:
        return source
    return words if _ID.match(rest) else f"{words} {rest}"


def account_words(account: str) -> str:
    """Return the name of an account people read."""
    if account in ACCOUNTS:
        return ACCOUNTS[account]
    head, _, rest = account.partition(":")
    if head == "till":
        return f"Tiền mặt ca …{rest[-6:]}"
    if head == "postal":
        return f"Phải trả {rest}"
    return account


def next_url(request: HttpRequest, next_after: str) -> str:
    """Return where the list goes on with the filters it has; empty after its last page."""
    if not next_after:
        return ""
    kept = {name: value for name, value in request.GET.items() if name != "sau" and value}
    return f"{request.path}?{urlencode(kept | {'sau': next_after})}"
