"""Random months: envelopes, hands, attempts and dossiers as raw rows, with every fault that may happen."""

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cuamo.kernel.calendar import DayKind, WorkingCalendar
from cuamo.kernel.clock import HANOI
from cuamo.settlement.rules.recount import Rows

SAMPLE = Path(__file__).resolve().parents[2] / "reference" / "contracts" / "hanoi.sample.json"
OPERATOR_OF = {"VNPOST": "VNPOST", "VTPOST": "VTPOST", "DL-001": "VNPOST", "DL-050": "VTPOST"}
WARDS = ("00070", "00376", "09562", "")
DAYS = WorkingCalendar(
    {
        date(2026, 10, 9): DayKind.HOLIDAY,
        date(2026, 10, 24): DayKind.SWAP_WORK,
        date(2026, 11, 24): DayKind.HOLIDAY,
    }
)
LAST = date(2026, 10, 31)
REASONS = ("ABSENT", "REFUSED", "ADDRESS", "OTHER")


def sample() -> list[dict]:
    return json.loads(SAMPLE.read_text("utf-8"))["instruments"]


def instruments(*, budget_vnd: int) -> dict:
    """Return the sample contracts (one changes in mid-month), rules and a budget, as raw rows."""
    rows = [row | {"valid_from": date.fromisoformat(row["valid_from"])} for row in sample()]
    return {
        "contracts": [row | {"operator": row["subject"]} for row in rows if row["kind"] == "CONTRACT"],
        "rules": [row for row in rows if row["kind"] == "SUBSIDY"],
        "budget": {2026: budget_vnd},
    }


class World:
    """What chance makes of a month; the same seed makes the same."""

    def __init__(self, seed: int, count: int) -> None:
        self.rng = random.Random(seed)
        self.parcels: list[dict] = []
        self.hands: list[dict] = []
        self.attempts: list[dict] = []
        self.choices: list[dict] = []
        self.dossiers: dict[UUID, dict] = {}
        for _ in range(count):
            self._subject()

    def rows(self, *, budget_vnd: int) -> Rows:
        return Rows(
            parcels=self.parcels,
            hand_overs=self.hands,
            attempts=self.attempts,
            choices=self.choices,
            dossiers=self.dossiers,
            operator_of=OPERATOR_OF,
            **instruments(budget_vnd=budget_vnd),
        )

    def id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def later(self, at: datetime, most_hours: int) -> datetime:
        return at + timedelta(minutes=self.rng.randrange(1, most_hours * 60), seconds=self.rng.randrange(60))

    def _subject(self) -> None:
        rng, subject = self.rng, self.id()
        at = datetime(2026, 9, 25, 8, tzinfo=HANOI) + timedelta(minutes=rng.randrange(40 * 24 * 60))
        if self.maybe(0.9):
            self.dossiers[subject] = {
                "id": subject,
                "channel": rng.choice(("ONLINE", "ONLINE", "ONLINE", "DIRECT", "OUTSIDE")),
                "groups": rng.choice(((), (), ("NGUOI_CO_CONG",), ("BAO_TRO_XA_HOI",))),
                "papers": rng.choice(((), ("Giấy chứng nhận người có công số 7",), ("Ảnh",))),
                "helped_at": rng.choice(("", "DL-001", "DL-050", "DIEM-1")),
                "ward_code": rng.choice(WARDS),
                "accepted_at": rng.choice((None, at)),
            }
        direction = rng.choice(("RESULT", "RESULT", "RESULT", "ORIGINALS"))
        ended = True
        for shipment in range(3):
            if not ended:
                break
            at, ended = self._envelope(subject, direction, at, shipment)

    def _envelope(self, subject: UUID, direction: str, at: datetime, number: int) -> tuple[datetime, bool]:
        rng = self.rng
        parcel = {
            "id": self.id(),
            "subject_id": subject,
            "subject_code": "H26",
            "label": str(rng.getrandbits(40)),
            "direction": direction,
            "carrier": rng.choice(("", "", "", "VTPOST")),
            "origin_unit": "DIEM-1",
            "destination_unit": "PX-1" if direction == "ORIGINALS" else "",
            "ward_code": rng.choice(WARDS),
            "contents": ["x"] * rng.randrange(0, 12),
            "round": 0,
            "created_at": at,
            "sealed_at": None if self.maybe(0.03) else self.later(at, 2),
            "recalled_at": None,
            "ended_at": None,
            "end_reason": "",
            "lost_at": None,
        }
        self.parcels.append(parcel)
        at = self.later(at, 4)
        courier = {"kind": "STAFF", "id": str(self.id()), "unit": rng.choice(("VNPOST", "VTPOST"))}
        clerk = {"kind": "STAFF", "id": str(self.id()), "unit": "DIEM-1"}
        for _ in range(rng.randrange(1, 4)):
            at = self.later(at, 60)
            if self.maybe(0.1):
                at, clerk = self._astray(parcel, clerk, courier, at)
            self._hand(parcel, clerk, courier, at, place=clerk["unit"])
            if self.maybe(0.06):
                parcel["ended_at"], parcel["end_reason"] = self.later(at, 90), "LOST"
                parcel["lost_at"] = rng.choice((None, at, parcel["ended_at"]))
                return parcel["ended_at"], True
            if direction == "RESULT" and self.maybe(0.2):
                chosen = self.later(at, 10)
                day = (chosen + timedelta(days=rng.randrange(1, 6))).date()
                self.choices.append({"parcel_id": parcel["id"], "chosen_at": chosen, "day": day})
            for number in range(rng.choice((0, 0, 0, 1, 2, 3))):
                at = self.later(at, 70)
                then = "" if self.maybe(0.5) else f"{at + timedelta(days=2):%d/%m} 08:00–10:00"
                self.attempts.append(
                    {
                        "parcel_id": parcel["id"],
                        "number": number,
                        "reason": rng.choice(REASONS),
                        "next_window": then,
                        "failed_at": at,
                    }
                )
            at = self.later(at, 80)
            if self.maybe(0.08):
                parcel["recalled_at"] = at
                at = self.later(at, 20)
            elif self.maybe(0.75):
                return self._arrive(parcel, courier, at)
            back = {"kind": "STAFF", "id": clerk["id"], "unit": rng.choice(("DIEM-1", "DL-001"))}
            self._hand(parcel, courier, back, at, place=back["unit"])
            if direction == "RESULT" and self.maybe(0.25):
                at = self.later(at, 100)
                proof, evidence = rng.choice((("CODE", None), ("SIGNATURE", self.id()), ("SCAN", None)))
                person = {"kind": "RECIPIENT"}
                self._hand(parcel, back, person, at, place=back["unit"], proof=proof, evidence=evidence)
                return at, False
            clerk = back | {"unit": "DIEM-1"} if self.maybe(0.1) else back
            if self.maybe(0.2):
                at = self.later(at, 100)
                clerk = {"kind": "STAFF", "id": str(self.id()), "unit": "TT"}
                self._hand(parcel, back, clerk, at, place="TT")
            if self.maybe(0.1):
                parcel["ended_at"], parcel["end_reason"] = (
                    self.later(at, 5),
                    rng.choice(("REPLACED", "CANCELLED")),
                )
                return parcel["ended_at"], True
        return at, False

    def _astray(self, parcel: dict, clerk: dict, courier: dict, at: datetime) -> tuple[datetime, dict]:
        """A half that was broken off, and the envelope found at another place."""
        rng = self.rng
        self._hand(parcel, clerk, courier, at, place=clerk["unit"])
        side = rng.choice(("given_at", "taken_at"))
        self.hands[-1] |= {"given_at": at, "taken_at": at} | {side: None}
        at = self.later(at, 40)
        self.hands[-1]["broken_off_at"] = at
        self.hands[-1]["gap_found_at"] = rng.choice((None, at))
        finder = {"kind": "STAFF", "id": str(self.id()), "unit": rng.choice(("TT", "DL-001", "DIEM-1"))}
        self._hand(parcel, {}, finder, at, place=finder["unit"], proof="FOUND")
        self.hands[-1] |= {"given_at": None, "taken_at": at}
        return self.later(at, 20), finder

    def _arrive(self, parcel: dict, courier: dict, at: datetime) -> tuple[datetime, bool]:
        rng = self.rng
        giver = courier if not self.maybe(0.04) else courier | {"id": "else"}
        if parcel["direction"] == "ORIGINALS":
            unit = rng.choice(("PX-1", "PX-1", "PX-2"))
            taker = {"kind": "STAFF", "id": "a", "unit": unit}
            self._hand(parcel, giver, taker, at, place=unit)
        else:
            proof = rng.choice(("CODE", "CODE", "CODE", "SIGNATURE", "PHOTO", "SCAN", "WORD"))
            evidence = self.id() if self.maybe(0.7) else None
            place = "DIEM-1" if self.maybe(0.05) else ""
            self._hand(parcel, giver, {"kind": "RECIPIENT"}, at, place=place, proof=proof, evidence=evidence)
        if self.maybe(0.07):
            parcel["ended_at"], parcel["end_reason"] = self.later(at, 30), "REPLACED"
            return parcel["ended_at"], True
        return at, False

    def _hand(self, parcel, giver, taker, at, *, place, proof="SCAN", evidence=None) -> None:
        half = self.maybe(0.03)
        self.hands.append(
            {
                "id": self.id(),
                "parcel_id": parcel["id"],
                "giver": dict(giver),
                "given_at": None if half and self.maybe(0.5) else at,
                "taker": dict(taker),
                "taken_at": at,
                "place": place,
                "proof": proof,
                "evidence_id": evidence,
                "carrier_proved": self.maybe(0.5),
                "broken_off_at": None,
                "gap_found_at": at if half or self.maybe(0.05) else None,
            }
        )
