"""The pages of the simulator: who signs in, what is refused, and what goes wrong on demand."""

import html
from collections.abc import Iterable, Mapping

from cuamo.interop.systems.identity.simulator.people import Invented

_STYLE = """body{font:18px/1.6 system-ui;margin:0 auto;max-width:44rem;padding:1rem;color:#1c1b19;
background:#faf8f3}header{background:#6b1f1f;color:#fff;margin:-1rem -1rem 1rem;padding:.6rem 1rem}
h1{font-size:1.6rem;line-height:1.35}h2{font-size:1.2rem}ul{padding-left:1.2rem}
button{font:inherit;min-height:56px;padding:.4rem 1.2rem;border:2px solid #6b1f1f;border-radius:8px;
background:#fff;color:#1c1b19;margin:.3rem 0;width:100%;text-align:left;cursor:pointer}
button small{display:block;color:#57534a}button:hover{background:#f6ecec}
button.plain{border-color:#8a8375;text-align:center}form.modes button{width:auto;min-height:44px;
font-size:16px;text-align:center}[aria-pressed=true]{background:#6b1f1f;color:#fff}
:focus-visible{outline:3px solid #142850;outline-offset:2px}.note{color:#57534a;font-size:16px}"""
_NOTE = '<p class="note">Đây là VNeID mô phỏng. Những người này không có thật.</p>'


def choose(people: Iterable[Invented], asked: Mapping[str, str], client: str) -> str:
    """Return the sign-in page: each button is a person; the request travels along in hidden fields."""
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(key)}" value="{html.escape(value)}">'
        for key, value in asked.items()
        if key != "person"
    )
    buttons = "".join(
        f'<button type="submit" name="person" value="{html.escape(person.personal_id)}">'
        f"{html.escape(person.full_name)}<small>{_masked(person.personal_id)} · mức {person.loa}</small>"
        "</button>"
        for person in people
    )
    refuse = '<button class="plain" type="submit" name="person" value="">Không đồng ý</button>'
    form = f'<form method="post" action="/authorize">{hidden}{buttons}{refuse}</form>'
    told = "họ tên, ngày sinh, giới tính, nơi ở, số điện thoại và mức định danh"
    return frame(
        "Đăng nhập VNeID",
        f"<p><strong>{html.escape(client)}</strong> muốn biết {told}.</p>"
        f"<p>Chọn người đăng nhập:</p>{form}{_NOTE}",
    )


def refused(words: str) -> str:
    """Return the page for a request nobody may answer with a redirect."""
    return frame("Yêu cầu sai", f"<p>{html.escape(words)}</p>{_NOTE}")


def overview(people: Iterable[Invented], *, mode: str, modes: Mapping[str, str]) -> str:
    """Return the first page: the people, and the faults to choose from."""
    rows = "".join(
        f"<li>{html.escape(person.full_name)} · {html.escape(person.personal_id)} · mức {person.loa}</li>"
        for person in people
    )
    buttons = "".join(
        f'<button name="mode" value="{name}" aria-pressed="{"true" if name == mode else "false"}">'
        f"{html.escape(words)}</button> "
        for name, words in modes.items()
    )
    return frame(
        "VNeID mô phỏng",
        f"<h2>Người đăng nhập được</h2><ul>{rows}</ul><h2>VNeID đang</h2>"
        f'<form class="modes" method="post" action="/control">{buttons}</form>{_NOTE}',
    )


def frame(title: str, content: str) -> str:
    """Return a whole page."""
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><header>Định danh điện tử · mô phỏng</header>"
        f"<main><h1>{html.escape(title)}</h1>{content}</main></body></html>"
    )


def _masked(personal_id: str) -> str:
    return html.escape(f"{personal_id[:3]}…{personal_id[-4:]}")
