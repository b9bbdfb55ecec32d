"""The page of a simulated carrier: its faults, its items, its messages."""

import html
import sqlite3
from collections.abc import Iterable

from cuamo.interop.systems.carrying.faults import FAULTS

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}
td,th{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}
fieldset{border:1px solid #bbb;display:grid;gap:.25rem;
 grid-template-columns:repeat(auto-fill,minmax(20rem,1fr))}
button,select,input[type=number]{font:inherit;min-height:2.75rem;padding:0 .75rem}
form.inline{display:inline-flex;gap:.5rem;flex-wrap:wrap}
"""


def overview(
    *,
    title: str,
    faults: set[str],
    share: str,
    seed: str,
    states: Iterable[str],
    items: list[tuple[sqlite3.Row, list[sqlite3.Row]]],
    messages: list[sqlite3.Row],
) -> str:
    """Return the page."""
    boxes = "".join(
        f'<label><input type="checkbox" name="faults" value="{key}"{" checked" if key in faults else ""}> '
        f"{html.escape(words)}</label>"
        for key, words in FAULTS.items()
    )
    choices = "".join(f"<option>{state}</option>" for state in states)
    rows = "".join(_item(row, statuses, choices) for row, statuses in items)
    posts = "".join(
        f"<tr><td>{row['id']}</td><td>{html.escape(row['last_answer'] or 'chưa gửi')}</td>"
        f"<td>{row['tries']}</td></tr>"
        for row in messages
    )
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{html.escape(title)}</h1><p>Mô phỏng, mọi số liệu đều bịa.</p>"
        f'<form method="post" action="/control"><fieldset><legend>Trục trặc</legend>{boxes}</fieldset>'
        f'<p>Số phần trăm đơn bị: <input type="number" name="share" min="0" max="100"'
        f' value="{html.escape(share)}"> Hạt giống:'
        f' <input type="number" name="seed" value="{html.escape(seed)}"> <button>Đặt</button></p></form>'
        '<form method="post" action="/release" class="inline"><button>Thả tin đang giữ</button></form> '
        '<form method="post" action="/play" class="inline"><button>Mọi đơn đi một bước</button></form>'
        f"<h2>Đơn</h2><table><tr><th>Số của thành phố</th><th>Số của hãng</th><th>Đã qua</th>"
        f"<th>Đi tới</th></tr>{rows}</table><h2>Tin gửi đi</h2>"
        f"<table><tr><th>Số</th><th>Trả lời</th><th>Lần gửi</th></tr>{posts}</table></html>"
    )


def _item(row: sqlite3.Row, statuses: list[sqlite3.Row], choices: str) -> str:
    number = html.escape(row["number"])
    passed = html.escape(" → ".join(f"{status['state']} ({status['code']})" for status in statuses))
    return (
        f"<tr><td>{number}</td><td>{html.escape(row['carrier_number'])}</td><td>{passed}</td><td>"
        f'<form method="post" action="/items/{html.escape(row["carrier_number"])}/move" class="inline">'
        f'<select name="state" aria-label="Trạng thái của {number}">{choices}</select><button>Báo</button>'
        "</form></td></tr>"
    )
