"""Invented people who can sign in at the simulator; none of them exists."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Invented:
    """One invented person."""

    personal_id: str
    full_name: str
    birth_date: str
    sex: str
    phone: str
    address: str
    loa: int = 2

    def claims(self) -> dict[str, object]:
        """Return the claims of facts §5.2."""
        return {
            "sub": f"vneid-{self.personal_id}",
            "personal_id": self.personal_id,
            "full_name": self.full_name,
            "name": self.full_name,
            "birth_date": self.birth_date,
            "sex": self.sex,
            "phone": self.phone,
            "address": self.address,
            "loa": self.loa,
        }


PEOPLE = (
    Invented(
        "001185012345",
        "Nguyễn Thị Đặng Thẳng",
        "1985-09-02",
        "Nữ",
        "0912345678",
        "Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội",
    ),
    Invented(
        "001049000123",
        "Trần Văn Thử",
        "1949-03-12",
        "Nam",
        "0987654321",
        "Số 5 phố Huế, Hai Bà Trưng",
    ),
    Invented(
        "001301012345", "Nguyễn Thị Mẫu", "2001-09-05", "Nữ", "0377000111", "Số 1 Phố Thử, Cửa Nam, Hà Nội"
    ),
    Invented(
        "001090054321",
        "Lê Văn Mức Một",
        "1990-01-01",
        "Nam",
        "0901234567",
        "Thôn Mẫu, Đông Anh, Hà Nội",
        loa=1,
    ),
)
"""The last one holds only level 1, which the product refuses."""


def people_of(folder: Path) -> tuple[Invented, ...]:
    """Return everybody who can sign in: those of `people.json` in the folder when there is one."""
    own = folder / "people.json"
    if not own.exists():
        return PEOPLE
    return tuple(Invented(**row) for row in json.loads(own.read_text()))


def by_id(people: Iterable[Invented], personal_id: str) -> Invented | None:
    """Return the invented person of a personal id."""
    return next((person for person in people if person.personal_id == personal_id), None)
