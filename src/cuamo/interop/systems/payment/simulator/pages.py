"""The pages of the simulator: what the payer sees, and what the demonstrator sees."""

import html
import sqlite3
from collections.abc import Iterable

_STYLE = """body{font:18px/1.6 system-ui;margin:0 auto;max-width:44rem;padding:1rem;
color:#1c1b19;background:#faf8f3}
main{overflow-wrap:anywhere}main.wide{max-width:70rem}table{border-collapse:collapse;width:100%;font-size:16px}
td,th{border:1px solid #8a8375;padding:.4rem;text-align:left;overflow-wrap:anywhere}
button,a.button{font:inherit;min-height:56px;padding:0 1.2rem;border:2px solid #233a6b;border-radius:6px;
background:#fff;color:#233a6b;margin:.2rem 0;display:inline-flex;align-items:center}
button.main{background:#233a6b;color:#fff;width:100%;justify-content:center;font-weight:600}
select,textarea,input{font:inherit;width:100%;min-height:48px;box-sizing:border-box;padding:.4rem}
label{display:block;font-weight:600;margin-top:.8rem}.sum{font-size:2rem;font-weight:600}
form.modes button{min-height:44px;font-size:16px}[aria-pressed=true]{background:#233a6b;color:#fff}"""


def money(amount_vnd: int) -> str:
    """Return an amount as people write it."""
    return f"{amount_vnd:,}".replace(",", ".") + " ₫"


def frame(title: str, content: str) -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{html.escape(title)}</h1>{content}</main></body></html>"
    )


def ask_payer(*, amount_vnd: int, words: str, hidden: str, accounts: Iterable[sqlite3.Row]) -> str:
    """Return the bank's page on which the payer agrees."""
    options = "".join(
        f'<option value="{html.escape(row["number"])}">{html.escape(row["holder"])} · '
        f"{html.escape(row['number'])} · còn {money(row['balance_vnd'])}</option>"
        for row in accounts
    )
    return frame(
        "Ngân hàng mô phỏng",
        f"""<p>Trả cho Trung tâm Phục vụ hành chính công Hà Nội</p><p class="sum">{money(amount_vnd)}</p>
<p>Nội dung: <strong>{html.escape(words)}</strong></p>
<form method="post" action="/tra-tien"><input type="hidden" name="order" value="{html.escape(hidden)}">
<label for="payer">Trả từ tài khoản</label><select id="payer" name="payer">{options}</select>
<p><button class="main" name="act" value="pay">Trả tiền</button></p>
<p><button name="act" value="refuse">Không trả</button></p></form>
<p>Đây là ngân hàng mô phỏng, không có tiền thật.</p>""",
    )


def told(title: str, words: str) -> str:
    """Return a page with one sentence."""
    return frame(title, f'<p>{html.escape(words)}</p><p><a href="/">Trang đầu</a></p>')


def overview(
    *,
    mode: str,
    modes: dict[str, str],
    callback_url: str,
    accounts: Iterable[sqlite3.Row],
    movements: Iterable[sqlite3.Row],
    messages: Iterable[sqlite3.Row],
) -> str:
    """Return the demonstrator's page."""
    buttons = "".join(
        f'<button name="mode" value="{name}" aria-pressed="{"true" if name == mode else "false"}" '
        f'title="{html.escape(words)}">{name}</button> '
        for name, words in modes.items()
    )
    held = "".join(
        f"<tr><td>{html.escape(row['holder'])}<td>{html.escape(row['bank'])}<td>{html.escape(row['number'])}"
        f"<td>{money(row['balance_vnd'])}"
        for row in accounts
    )
    moved = "".join(
        f"<tr><td>{html.escape(row['occurred_at'][:19])}<td>{html.escape(row['transaction_id'])}"
        f"<td>{html.escape(row['reference'])}<td>{money(row['amount_vnd'])}<td>{html.escape(row['status'])}"
        for row in movements
    )
    sent = "".join(
        f"<tr><td>{html.escape(row['body'])}<td>{row['tries']}<td>"
        f"{'đang giữ' if row['held'] else 'đã nhận' if row['done'] else 'chưa'}"
        f"<td>{html.escape(row['last_answer'])}<td>"
        f'<form method="post" action="/messages/{row["id"]}/again"><button>Gửi lại</button></form>'
        for row in messages
    )
    return frame(
        "Cổng thanh toán mô phỏng",
        f"""<form method="post" action="/quet"><label for="payload">Dán nội dung mã VietQR để trả</label>
<textarea id="payload" name="payload" rows="3"></textarea><p><button class="main">Quét</button></p></form>
<h2>Cách chạy: {html.escape(mode)}</h2><p>{html.escape(modes[mode])}</p>
<form class="modes" method="post" action="/control">{buttons}</form>
<form method="post" action="/release"><button>Thả tin đang giữ</button></form>
<p>Báo về: {html.escape(callback_url)} · <a href="/ngay">Tệp hằng ngày</a></p>
<h2>Tài khoản</h2><table><tr><th>Chủ<th>Ngân hàng<th>Số<th>Số dư{held}</table>
<h2>Giao dịch</h2><table><tr><th>Lúc (UTC)<th>Mã<th>Nội dung<th>Tiền<th>Kết quả{moved}</table>
<h2>Tin báo về</h2><table><tr><th>Nội dung<th>Lần<th>Xong<th>Trả lời<th>Gửi lại{sent}</table>""",
    )
