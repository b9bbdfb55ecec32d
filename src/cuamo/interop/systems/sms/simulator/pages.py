"""The simulator's page: a phone's inbox."""

import html
import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

_HANOI = timezone(timedelta(hours=7))
_LINK = re.compile(r"(?:https?://)?[a-z0-9.-]+\.?[a-z0-9]+(?::\d+)?/[\w./?=&%-]*[\w/=]")
_STYLE = """body{font:18px/1.5 system-ui;margin:0;background:#e9e4d8;color:#1c1b19}
main{max-width:64rem;margin:0 auto;padding:1rem;display:grid;gap:1rem}
@media(min-width:50rem){main{grid-template-columns:18rem 1fr}}
h1,.wide{grid-column:1/-1;margin:0}h1{font-size:1.4rem}
nav a{display:block;padding:.7rem .9rem;border-radius:10px;color:#233a6b;text-decoration:none;
background:#fff;margin-bottom:.4rem;min-height:24px}
nav a[aria-current]{background:#233a6b;color:#fff}nav a:hover{text-decoration:underline}
.phone{background:#fff;border:10px solid #2b2a28;border-radius:34px;padding:1rem;max-width:26rem;
min-height:24rem;width:100%;box-sizing:border-box;justify-self:center}
.phone h2{font-size:1.1rem;text-align:center;margin:.2rem 0 1rem}
.text{background:#eef1f7;border-radius:4px 18px 18px 18px;padding:.6rem .9rem;margin:0 0 .2rem;
overflow-wrap:anywhere;white-space:pre-wrap}.when{font-size:15px;color:#5a564d;margin:0 0 1rem}
button{font:inherit;font-size:16px;min-height:44px;padding:0 1rem;border:2px solid #233a6b;border-radius:6px;
background:#fff;color:#233a6b}button[aria-pressed=true]{background:#233a6b;color:#fff}
:focus-visible{outline:3px solid #b3541e;outline-offset:2px}"""


def inbox(
    *,
    phones: Iterable[sqlite3.Row],
    chosen: str,
    messages: Iterable[sqlite3.Row],
    mode: str,
    modes: Mapping[str, str],
) -> str:
    """Return the inbox of one phone, with all phones beside it and the faults below."""
    people = "".join(
        f'<a href="/?phone={quote(row["phone"])}"{" aria-current=true" if row["phone"] == chosen else ""}>'
        f"{html.escape(spaced(row['phone']))} · {row['texts']} tin</a>"
        for row in phones
    )
    texts = "".join(_text(row) for row in messages) or "<p>Chưa có tin nhắn nào.</p>"
    buttons = "".join(
        f'<button name="mode" value="{name}" aria-pressed="{"true" if name == mode else "false"}">'
        f"{html.escape(words)}</button> "
        for name, words in modes.items()
    )
    newer = f'<p><a href="/?phone={quote(chosen)}">Xem tin mới</a></p>'
    title = spaced(chosen) if chosen else "Chưa chọn số"
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>Tin nhắn mô phỏng</title><style>{_STYLE}</style></head><body><main>"
        "<h1>Điện thoại mô phỏng: tin nhắn của DVC Ha Noi</h1>"
        f'<nav aria-label="Các số điện thoại">{people or "<p>Chưa có số nào nhận tin.</p>"}</nav>'
        f'<section class="phone" aria-label="Hộp tin"><h2>{html.escape(title)}</h2>{newer}{texts}</section>'
        f'<form class="wide" method="post" action="/control"><p>Tổng đài đang: {buttons}</p></form>'
        '<p class="wide">Đây là tổng đài mô phỏng. Không có tin nhắn thật nào được gửi.</p>'
        "</main></body></html>"
    )


def spaced(phone: str) -> str:
    """Return a number as people read it."""
    local = "0" + phone.removeprefix("+84") if phone.startswith("+84") else phone
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def _text(row: sqlite3.Row) -> str:
    moment = datetime.fromtimestamp(row["received_at"], tz=_HANOI)
    state = "" if row["delivered"] else " · chưa tới máy"
    return (
        f'<p class="text">{_linked(row["text"])}</p>'
        f'<p class="when">{moment:%H:%M:%S %d/%m/%Y} · {len(row["text"])} ký tự{state}</p>'
    )


def _linked(text: str) -> str:
    out, place = "", 0
    for match in _LINK.finditer(text):
        address = match[0] if "://" in match[0] else f"https://{match[0]}"
        out += html.escape(text[place : match.start()])
        out += f'<a href="{html.escape(address)}" rel="noreferrer">{html.escape(match[0])}</a>'
        place = match.end()
    return out + html.escape(text[place:])
