"""Who may take an envelope at the door or at a point."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """What has to be seen before it is given."""

    CARD = "CARD"
    PAPER = "PAPER"
    LETTER = "LETTER"
    SAME_ADDRESS = "SAME_ADDRESS"
    NAMED = "NAMED"


NEED_WORDS: dict[str, tuple[str, str]] = {
    Need.CARD: ("Đã xem căn cước, đúng người", "Card seen, it is this person"),
    Need.PAPER: ("Đã xem giấy ủy quyền", "Written authority seen"),
    Need.LETTER: ("Đã xem giấy giới thiệu của công ty", "Letter of the company seen"),
    Need.SAME_ADDRESS: ("Người này ở đúng địa chỉ ghi trên phong bì", "This person lives at the address"),
    Need.NAMED: ("Có tên trong quyết định", "Named by the decision"),
}


@dataclass(frozen=True)
class Taker:
    """One kind of person who may take it."""

    relation: str
    needs: frozenset[str]
    without_code: frozenset[str]
    """What has to be seen besides when the code is not told."""


@dataclass(frozen=True)
class Rule:
    """Who may take one kind of result, in the order they are offered; nobody else."""

    code: str
    say_vi: str
    say_en: str
    takers: tuple[Taker, ...]
    on_loss: str = "REPRINT"

    def taker(self, relation: str) -> Taker | None:
        """Return what is asked of this relation; None where it may not take it."""
        return next((each for each in self.takers if each.relation == relation), None)


@dataclass(frozen=True)
class Named:
    """Somebody who may take it by name: by a mandate in the house, or by an officer's decision."""

    ref: str
    name: str
    relation: str


UNSAID = Rule(
    code="",
    say_vi="Ai đọc được mã nhận thì trao. Không có mã thì xem căn cước.",
    say_en="Hand it to whoever tells the code. Without it see the card.",
    takers=tuple(
        Taker(relation, frozenset(), frozenset({Need.CARD})) for relation in ("SELF", "FAMILY", "AUTHORISED")
    ),
)
"""Where no rule is loaded: the code that only the recipient was told shows whom they send."""


def rule_from(row: Mapping[str, object], takers: Sequence[Mapping[str, object]]) -> Rule:
    """Read a stored rule."""
    return Rule(
        code=str(row["code"]),
        say_vi=str(row["say_vi"]),
        say_en=str(row["say_en"]),
        on_loss=str(row["on_loss"]),
        takers=tuple(
            Taker(str(one["relation"]), _needs(one["needs"]), _needs(one.get("without_code", ())))
            for one in takers
        ),
    )


def missing(
    rule: Rule, *, relation: str, seen: Collection[str], by_code: bool, named: Named | None
) -> frozenset[str] | None:
    """Return what has still to be seen before it is given; None when this person may not take it at all.

    Somebody with a mandate in the house needs no paper: their name is looked up, their card is seen. A
    minor's or a dead person's envelope follows its own rule, pinned like any other.

    Args:
        by_code: the recipient's code was told.
        named: who stands by name for this envelope and says to be here.
    Law: Civil Code 91/2015/QH13, art. 134 to 143 (representation); which kind of result asks for what is
        configuration (`reference/delivery/recipient_rules.json`).
    """
    taker = rule.taker(relation)
    if taker is None:
        return None
    wanted = set(taker.needs) if by_code else set(taker.needs | taker.without_code)
    has = set(seen) - {Need.NAMED}
    if named is not None and named.relation == relation:
        has |= {Need.NAMED}
        if relation == "AUTHORISED" and Need.PAPER in wanted:
            wanted = (wanted - {Need.PAPER}) | {Need.CARD}
    return frozenset(wanted - has)


def _needs(listed: object) -> frozenset[str]:
    assert isinstance(listed, list | tuple)
    return frozenset(Need(one) for one in listed)
