"""Who works in the sample network: the people of the tour, and others so that every dossier finds hands."""

import base64
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cuamo.kernel.crypto import keyed_hash
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.pin import why_weak
from cuamo.organisation.types import Role, UnitKind

SEED = 20261124
PURPOSE = "sample-account"
FIRST_AGENCY, FIRST_WARD = "DL-001", "00070"
AT_COUNTER = frozenset({Role.CLERK, Role.SHIFT_LEAD})
"""Who has a PIN for the counter."""


@dataclass(frozen=True)
class Staff:
    """One invented member of staff."""

    username: str
    full_name: str
    unit_code: str
    roles: tuple[Role, ...]
    tour: bool = False


TOUR: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("quay.hoankiem", FIRST_AGENCY, (Role.CLERK,)),
    ("truongca.hoankiem", FIRST_AGENCY, (Role.SHIFT_LEAD, Role.CLERK)),
    ("tiepnhan.hoankiem", f"DIEM-{FIRST_WARD}", (Role.RECEIVER,)),
    ("chuyenvien.hoankiem", f"PX-{FIRST_WARD}", (Role.SPECIALIST,)),
    ("lanhdao.hoankiem", f"PX-{FIRST_WARD}", (Role.LEADER,)),
    ("vanthu.hoankiem", f"PX-{FIRST_WARD}", (Role.RECORDS_CLERK,)),
    ("buuta.hoankiem", "VNPOST", (Role.COURIER,)),
    ("dieuphoi.vnpost", "VNPOST", (Role.COORDINATOR,)),
    ("ketoan.trungtam", "TTPVHCC", (Role.FINANCE,)),
    ("giamsat.trungtam", "TTPVHCC", (Role.INSPECTOR,)),
    ("quantri.trungtam", "TTPVHCC", (Role.BUSINESS_ADMIN,)),
    ("kythuat.trungtam", "TTPVHCC", (Role.TECH_ADMIN,)),
    ("tongdai.vcs", "VCS", (Role.CALL_AGENT,)),
)
OTHERS: dict[str, tuple[tuple[str, Role], ...]] = {
    UnitKind.AGENCY: (("quay", Role.CLERK),),
    UnitKind.POINT: (("tiepnhan", Role.RECEIVER),),
    UnitKind.BRANCH: (("tiepnhan", Role.RECEIVER),),
    UnitKind.WARD: (
        ("chuyenvien", Role.SPECIALIST),
        ("lanhdao", Role.LEADER),
        ("vanthu", Role.RECORDS_CLERK),
    ),
    UnitKind.AUTHORITY: (
        ("chuyenvien", Role.SPECIALIST),
        ("lanhdao", Role.LEADER),
        ("vanthu", Role.RECORDS_CLERK),
    ),
}
"""Who sits at a unit of a kind where nobody of the tour does that work."""
EXTRA = (("buuta.vtpost", "VTPOST", (Role.COURIER,)),)
BOOK = (
    ("bientap.trungtam", "TTPVHCC", (Role.CATALOGUE_EDITOR,)),
    ("duyet.trungtam", "TTPVHCC", (Role.CATALOGUE_APPROVER,)),
)
"""Who writes and who approves the book of procedures; named last, so that everybody else keeps their name."""
DATA = (("dulieu.trungtam", "TTPVHCC", (Role.INSPECTOR,)),)
"""The second pair of eyes where something of a person is deleted; the first is the inspector's."""
MONEY = (("ketoan2.trungtam", "TTPVHCC", (Role.FINANCE,)),)
"""The second pair of eyes where money leaves; the first is the accountant's of the tour."""

KEEPING = (("tiepnhan.trungtam", "TTPVHCC", (Role.RECEIVER,)),)
"""Who takes in at the centre what nobody collected at a point."""


def staff_of_sample(names_file: Path) -> list[Staff]:
    """Return everybody, always the same people in the same order; the tour first."""
    names = Names(names_file)
    staff = [Staff(name, names.next(), unit, roles, tour=True) for name, unit, roles in TOUR]
    staff += [Staff(name, names.next(), unit, roles) for name, unit, roles in EXTRA]
    taken = {(person.unit_code, role) for person in staff for role in person.roles}
    units = Unit.objects.filter(kind__in=list(OTHERS)).order_by("code").values_list("code", "kind")
    for code, kind in units:
        for stem, role in OTHERS[kind]:
            full_name = names.next()
            if (code, role) not in taken:
                staff.append(Staff(f"{stem}.{code.lower()}", full_name, code, (role,)))
    return staff + [
        Staff(name, names.next(), unit, roles, tour=True)
        for name, unit, roles in BOOK + DATA + MONEY + KEEPING
    ]


def password_of_sample() -> str:
    """Return the password of all sample accounts of this installation; another key gives another one."""
    text = base64.b32encode(keyed_hash("password", purpose=PURPOSE)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def pin_of_sample() -> str:
    """Return the PIN of all sample clerks of this installation: the first hard one its key gives."""
    figures = str(int.from_bytes(keyed_hash("pin", purpose=PURPOSE)))
    return next(figures[at : at + 6] for at in range(len(figures)) if not why_weak(figures[at : at + 6]))


def totp_secret_of(username: str) -> str:
    """Return the key of the authenticator app of a sample account."""
    return base64.b32encode(keyed_hash(f"totp:{username}", purpose=PURPOSE)[:20]).decode()


class Names:
    """Invented Vietnamese names from parts by their frequency, with a fixed seed."""

    def __init__(self, file: Path, *, seed: int = SEED) -> None:
        parts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        self._random = random.Random(seed)  # noqa: S311 - invented names, nothing to protect
        self._parts = {
            key: ([name for name, _ in rows], [weight for _, weight in rows])
            for key, rows in parts.items()
            if key != "_about"
        }

    def next(self) -> str:
        """Return one full name, family name first."""
        sex = self._random.choice(("male", "female"))
        return " ".join(self._pick(part) for part in ("family", f"{sex}_middle", f"{sex}_given"))

    def _pick(self, part: str) -> str:
        values, weights = self._parts[part]
        return str(self._random.choices(values, weights)[0])
