"""What a clerk does at the bench, through the bench's own functions: quick enough for forty people."""

import random
from datetime import date
from pathlib import Path
from typing import Any

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import components
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from tests.support.city import PHONE, WARD

GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khoa", "Lan", "Minh", "Thẳng")

SCRIPT = (Path(__file__).parent / "day.js").read_text()


def card_of(number: int) -> str:
    """Return the text of the card of the day's nth person."""
    name = f"Nguyễn Thị {GIVEN[number % 10]} {GIVEN[number // 10 % 10]}"
    place = f"Số {number} phố Hàng Bông, Hoàn Kiếm, Hà Nội"
    return f"001185{10_000 + number:06d}||{name}|02091985|Nữ|{place}|12082021"


def wanted(
    number: int, code: str, *, rng: random.Random, sizes: tuple[int, int] = (700, 900)
) -> dict[str, Any]:
    """Return what the nth person of the day wants, complete."""
    version: ProcedureVersion = version_in_force(code, on=date.today())
    content = version.content
    answers = plausible_answers(content, rng, simplest=True)
    values = plausible_values(content, answers, {}, today=date.today(), rng=rng)
    papers = [
        need.key
        for need in components.needed(content, answers)
        if need.required and not need.replaced_by_data and not need.shown_only
    ]
    return {
        "card": card_of(number), "phone": PHONE, "code": code, "answers": answers, "values": values,
        "papers": papers, "consent": True, "cash": True, "sizes": list(sizes),
        "delivery": {
            "way": "HOME", "recipient": "", "phone": PHONE, "ward_code": WARD,
            "address": f"Số {number} phố Hàng Bông",
        },
    }  # fmt: skip
