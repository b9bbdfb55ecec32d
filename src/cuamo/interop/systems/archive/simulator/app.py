"""The HTTP face of the simulated electronic archive."""

import hmac
import html
import json
import re
import tempfile
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from cuamo.archive.rules.package_check import check_package
from cuamo.interop.systems.archive.simulator.memory import Memory

MODES = {
    "normal": "nhận ngay",
    "slow": "chậm 4 giây",
    "error": "báo lỗi 503",
    "dead": "không trả lời",
    "refuse": "không nhận gói",
    "other": "trả biên bản của gói khác",
    "forgetful": "nhận rồi trả lời lỗi",
}
_NUMBER = re.compile(r"[A-Za-z0-9.-]{1,80}")
_CHUNK = 1024 * 1024


class Archive:
    """Routes of the archive: it takes a package only when it passes the check it makes itself."""

    def __init__(self, memory: Memory, *, secret: str, dead_seconds: float = 60.0) -> None:
        self._memory = memory
        self._secret = secret
        self._dead_seconds = dead_seconds

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        routes = {
            ("GET", "/healthz"): lambda _: Response("ok\n"),
            ("GET", "/"): self._shelf,
            ("GET", "/packages"): lambda _: _json({"packages": self._memory.packages()}),
            ("GET", "/control"): lambda _: _json({"mode": self._mode(), "modes": list(MODES)}),
            ("POST", "/control"): self._control,
            ("POST", "/packages"): self._take,
        }
        route = routes.get((request.method, request.path))
        response = route(request) if route else _json({"error": "no such address"}, status=404)
        return response(environ, start_response)

    def _mode(self) -> str:
        return self._memory.setting("mode", "normal")

    def _take(self, request: Request) -> Response:
        fault = self._turned_away(request)
        if fault is not None:
            return fault
        number = request.headers.get("X-Package-Number", "")
        told = request.headers.get("X-Package-Sha256", "").lower()
        dossiers = request.headers.get("X-Package-Dossiers", "")
        if not _NUMBER.fullmatch(number) or len(told) != 64 or not dossiers.isdigit():
            return _json({"error": "thiếu số gói, mã băm hoặc số hồ sơ."}, status=422)
        with tempfile.NamedTemporaryFile(dir=self._memory.folder, suffix=".zip", delete=False) as out:
            digest = sha256()
            while piece := request.stream.read(_CHUNK):
                digest.update(piece)
                out.write(piece)
        kept = Path(out.name)
        said = self._refusal(kept, digest.hexdigest(), told, int(dossiers))
        row = None if said else self._memory.keep(number=number, sha256=told, dossiers=int(dossiers))
        if row is None:
            kept.unlink()
            return _json({"error": said or "số gói này đã dùng cho nội dung khác."}, status=422)
        kept.replace(self._memory.folder / f"{number}.zip")
        if self._mode() == "forgetful":
            return _json({"error": "lost the answer"}, status=502)
        return _json(
            {
                "number": f"BBGN-{row['id']:05d}",
                "sha256": "0" * 64 if self._mode() == "other" else row["sha256"],
                "dossiers": row["dossiers"],
                "received_at": row["received_at"],
                "received_by": "Trung tâm Lưu trữ lịch sử (mô phỏng)",
            }
        )

    def _refusal(self, package: Path, found: str, told: str, dossiers: int) -> str:
        if self._mode() == "refuse":
            return "hồ sơ thiếu mục lục theo yêu cầu của kho."
        if found != told:
            return "mã băm của gói nhận được khác mã băm đã báo."
        report = check_package(package)
        if not report.intact:
            return f"gói không nguyên vẹn: {report.faults[0]}"
        return "" if report.dossiers == dossiers else "số hồ sơ trong gói khác số đã báo."

    def _turned_away(self, request: Request) -> Response | None:
        mode = self._mode()
        if mode == "slow":
            time.sleep(4.0)
        if mode == "dead":
            time.sleep(self._dead_seconds)
        if mode in {"error", "dead"}:
            return _json({"error": "out of order"}, status=503)
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._secret}".encode()):
            return _json({"error": "bearer secret"}, status=401)
        return None

    def _control(self, request: Request) -> Response:
        mode = request.form.get("mode") or (request.get_json(silent=True) or {}).get("mode")
        if mode not in MODES:
            return _json({"error": f"mode must be one of {', '.join(MODES)}"}, status=400)
        self._memory.set_setting("mode", str(mode))
        if "text/html" in request.headers.get("Accept", ""):
            return Response(status=303, headers={"Location": "/"})
        return _json({"mode": mode})

    def _shelf(self, _: Request) -> Response:
        mode = self._mode()
        rows = "".join(
            f"<tr><td>BBGN-{row['id']:05d}</td><td>{html.escape(row['number'])}</td><td>{row['dossiers']}</td>"
            f"<td>{html.escape(row['received_at'][:16])}</td><td><code>{row['sha256'][:16]}…</code></td></tr>"
            for row in self._memory.packages()
        )
        buttons = "".join(
            f'<button name="mode" value="{name}" aria-pressed="{str(name == mode).lower()}">'
            f"{html.escape(words)}</button> "
            for name, words in MODES.items()
        )
        table = (
            "<table><thead><tr><th>Biên bản</th><th>Gói</th><th>Hồ sơ</th>"
            f"<th>Nhận lúc (UTC)</th><th>Mã băm</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        page = (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="icon" href="data:,">'
            f"<title>Kho lưu trữ mô phỏng</title><style>{_STYLE}</style></head><body><main>"
            "<h1>Kho lưu trữ điện tử mô phỏng</h1>"
            f'<div class="box">{table if rows else "<p>Chưa nhận gói nào.</p>"}</div>'
            f'<form method="post" action="/control"><p>Kho đang: {buttons}</p></form>'
            "<p>Đây là kho mô phỏng. Không có hồ sơ thật nào được nộp.</p></main></body></html>"
        )
        return Response(page, mimetype="text/html")


_STYLE = """body{font:18px/1.5 system-ui;margin:0;background:#e9e4d8;color:#1c1b19}
main{max-width:64rem;margin:0 auto;padding:1rem}h1{font-size:1.4rem}.box{overflow-x:auto}
table{border-collapse:collapse;background:#fff;width:100%}
th,td{text-align:left;padding:.6rem;border:1px solid #cfc8b8}
button{font:inherit;font-size:16px;min-height:44px;padding:0 1rem;border:2px solid #233a6b;border-radius:6px;
background:#fff;color:#233a6b;margin:.2rem 0}button[aria-pressed=true]{background:#233a6b;color:#fff}
:focus-visible{outline:3px solid #b3541e;outline-offset:2px}"""


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, mimetype="application/json")
