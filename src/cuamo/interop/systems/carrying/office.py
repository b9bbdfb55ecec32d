"""The part of a carrier's simulator that is the same for all: control, faults, items that move."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.carrying import pages
from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.systems.carrying.faults import FAULTS
from cuamo.interop.systems.carrying.lives import taker_of

SLOW_SECONDS = 4.0
DEAD_SECONDS = 30.0
PICTURE = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PT"
    "gyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
"""One grey point as JPEG, base64: the picture of whoever took an item."""
Route = Callable[[Request], Response]


class Office:
    """Routes every carrier has; a carrier adds its own `business`."""

    title = ""
    business: dict[tuple[str, str], Route]

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self._open: dict[tuple[str, str], Route] = {
            ("GET", "/healthz"): lambda _: Response("ok\n"),
            ("GET", "/"): self._overview,
            ("GET", "/control"): lambda _: answer(self._state()),
            ("POST", "/control"): self._control,
            ("POST", "/release"): lambda request: back(request) or answer({"released": self.depot.release()}),
            ("POST", "/play"): self._play,
            ("GET", "/items"): self._items,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        key = (request.method, request.path)
        try:
            if key in self._open:
                return self._open[key](request)
            if request.method == "POST" and request.path.startswith("/items/"):
                return self._move(request)
            if key not in self.business:
                return answer({"message": "there is nothing here"}, status=404)
            return self._misbehave() or self._do(key, request)
        except HTTPException as error:
            return answer({"message": error.description or ""}, status=error.code or 500)

    def _do(self, key: tuple[str, str], request: Request) -> Response:
        done = self.business[key](request)
        return a_page(502) if "silent" in self.depot.faults() else done

    def _misbehave(self) -> Response | None:
        faults = self.depot.faults()
        if "slow" in faults:
            time.sleep(SLOW_SECONDS)
        if "dead" in faults:
            time.sleep(DEAD_SECONDS)
        if "error" in faults or "dead" in faults:
            return answer({"message": "out of order"}, status=503)
        return a_page(200) if "html" in faults else None

    def tell(self, status: sqlite3.Row) -> None:
        """Let the sender of the item know; a carrier that is asked instead does nothing."""

    def reach(self, item: sqlite3.Row, state: str, *, at: datetime | None = None) -> None:
        """Let an item reach a state, with what a carrier at fault says more."""
        self.tell(self.depot.move(item, state, at=at))
        if state != "DELIVERED":
            return
        if self.depot.strikes("contradict", item["number"]):
            self.tell(self.depot.move(item, "RETURNING"))
        if self.depot.strikes("two_names", item["number"]):
            self.tell(self.depot.move(item, "DELIVERED"))

    def proofs_of(self, item: sqlite3.Row) -> list[dict[str, Any]]:
        """Return who took the item, once for every delivery."""
        if self.depot.strikes("no_proof", item["number"]):
            return []
        delivered = [row for row in self.depot.statuses_of(item) if row["state"] == "DELIVERED"]
        proofs = []
        for time_no, row in enumerate(delivered, 1):
            name, relation = taker_of(item["number"], seed=self.depot.seed, time=time_no)
            photo = PICTURE if row["id"] % 2 else ""
            proofs.append(
                {"id": row["id"], "name": name, "relation": relation, "otp": not photo, "photo": photo}
            )
        return proofs

    def _move(self, request: Request) -> Response:
        number = request.path.removeprefix("/items/").removesuffix("/move")
        item = self.depot.item(number)
        given = request.form or (request.get_json(silent=True) or {})
        state = str(given.get("state", ""))
        if item is None or state not in self.depot.codes:
            return answer({"message": "no such item or state"}, status=404)
        if code := given.get("code"):
            moment = datetime.fromisoformat(given["at"]) if given.get("at") else None
            self.tell(self.depot.move(item, state, at=moment, code=str(code)))
        else:
            self.reach(item, state, at=datetime.fromisoformat(given["at"]) if given.get("at") else None)
        return back(request) or answer({"moved": number})

    def _play(self, request: Request) -> Response:
        """Let every item, or those named, go one step of the life drawn for it."""
        given = request.get_json(silent=True) or {}
        moment = datetime.fromisoformat(given["at"]) if given.get("at") else None
        wanted = set(given.get("numbers", []))
        return back(request) or answer({"moved": self.play(wanted, at=moment)})

    def play(self, wanted: set[str], *, at: datetime | None = None) -> int:
        """Let items go one step; return how many did."""
        moved = 0
        for item in reversed(self.depot.items(limit=100_000)):
            left = self.depot.live(item)
            if left and (not wanted or item["number"] in wanted):
                self.depot.stepped(item)
                self.reach(item, left[0], at=at)
                moved += 1
        return moved

    def live_by_the_clock(self, seconds: float) -> None:
        """Let every item go one step every so many seconds, for whoever looks at the running product."""

        def run() -> None:
            while True:
                time.sleep(seconds)
                self.play(set())

        if seconds > 0:
            threading.Thread(target=run, name="lives", daemon=True).start()

    def _items(self, request: Request) -> Response:
        rows = self.depot.items(request.args.get("number"), limit=100_000)
        told = [
            {
                "number": row["number"],
                "carrier_number": row["carrier_number"],
                "form": json.loads(row["form"]),
                "states": [status["state"] for status in self.depot.statuses_of(row)],
                "cancelled": bool(row["cancelled"]),
            }
            for row in rows
        ]
        return answer({"items": told, "unsent": self.depot.unsent()})

    def _state(self) -> dict[str, Any]:
        return {
            "faults": sorted(self.depot.faults()),
            "share": int(self.depot.setting("share", "100")),
            "seed": self.depot.seed,
            "known": list(FAULTS),
        }

    def _control(self, request: Request) -> Response:
        given = request.get_json(silent=True) if request.is_json else None
        if given is None:
            given = {**request.form.to_dict(), "faults": request.form.getlist("faults")}
        faults = given.get("faults", [])
        if not isinstance(faults, list) or set(faults) - set(FAULTS):
            return answer({"message": f"faults must be among {', '.join(FAULTS)}"}, status=400)
        self.depot.set_setting("faults", ",".join(faults))
        for key in ("share", "seed"):
            if key in given and str(given[key]).isdigit():
                self.depot.set_setting(key, str(given[key]))
        return back(request) or answer(self._state())

    def _overview(self, request: Request) -> Response:
        items = [(row, self.depot.statuses_of(row)) for row in self.depot.items(limit=60)]
        page = pages.overview(
            title=self.title,
            faults=self.depot.faults(),
            share=self.depot.setting("share", "100"),
            seed=self.depot.seed,
            states=self.depot.codes,
            items=items,
            messages=self.depot.messages(),
        )
        return Response(page, mimetype="text/html")


def back(request: Request) -> Response | None:
    """Return people to the first page; programs get JSON."""
    if "text/html" in request.headers.get("Accept", ""):
        return Response(status=303, headers={"Location": "/"})
    return None


def answer(content: Any, *, status: int = 200) -> Response:
    """Return JSON."""
    return Response(json.dumps(content, ensure_ascii=False), status=status, mimetype="application/json")


def a_page(status: int) -> Response:
    """Return what a tired server says instead of JSON."""
    return Response("<html><body>Bảo trì hệ thống</body></html>", status=status, mimetype="text/html")
