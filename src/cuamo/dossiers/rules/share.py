"""Who gets the work that arrives: the rules of the unit first, then whoever has least."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Rule:
    """Whom work of a kind goes to; an empty procedure or ward stands for all of them.

    Neither team nor officer named: everybody of the unit.
    """

    procedure_code: str = ""
    ward_code: str = ""
    team_id: str = ""
    officer_id: str = ""
    most_open: int = 0
    """How many open dossiers each may have before the next rule is asked; 0 for no limit."""


@dataclass(frozen=True)
class Officer:
    """One who works at the step, as of this moment."""

    id: str
    open: int = 0
    """Dossiers given to them that still wait."""
    teams: frozenset[str] = field(default_factory=frozenset)
    is_away: bool = False
    substitute_id: str = ""


@dataclass(frozen=True)
class Given:
    """To whom it goes; both empty when it stays with the unit."""

    officer_id: str = ""
    team_id: str = ""


def share(
    *,
    officers: Sequence[Officer],
    rules: Iterable[Rule] = (),
    procedure_code: str = "",
    ward_code: str = "",
    dossier_id: UUID,
) -> Given:
    """Return who gets a dossier that arrives (phân công người giải quyết).

    The most specific rule wins: procedure and ward, then procedure, then ward, then the rule for everything;
    where its people are away or have as much as it allows, the next one is asked, at last everybody of the
    unit. Nobody away gets work: the one a rule names is replaced by their substitute. Of those who may get
    it, one with the fewest open dossiers does; between equals the dossier's id decides, so that dossiers
    arriving at the same moment spread.

    Law: Decree 118/2025/NĐ-CP (each dossier has one responsible officer); division of work inside a unit
    is its leader's.
    """
    known = {officer.id: officer for officer in officers}
    team_id = ""
    for rule in [*matching(rules, procedure_code=procedure_code, ward_code=ward_code), Rule()]:
        team_id = team_id or rule.team_id
        able = [
            officer
            for officer in _named_by(rule, known)
            if not rule.most_open or officer.open < rule.most_open
        ]
        if able:
            least = min(able, key=lambda officer: (officer.open, _lot(officer.id, dossier_id)))
            return Given(least.id, rule.team_id)
    return Given("", team_id)


def matching(rules: Iterable[Rule], *, procedure_code: str, ward_code: str) -> list[Rule]:
    """Return the rules for this kind of work, the most specific first."""
    fit = [
        rule
        for rule in rules
        if rule.procedure_code in {"", procedure_code} and rule.ward_code in {"", ward_code}
    ]
    return sorted(fit, key=lambda rule: (not rule.procedure_code, not rule.ward_code))


def _named_by(rule: Rule, known: Mapping[str, Officer]) -> list[Officer]:
    if rule.officer_id:
        named = [known[rule.officer_id]] if rule.officer_id in known else []
    elif rule.team_id:
        named = [officer for officer in known.values() if rule.team_id in officer.teams]
    else:
        named = list(known.values())
    here = [officer for officer in named if not officer.is_away]
    return here or _standing_in(named, known)


def _standing_in(away: Iterable[Officer], known: Mapping[str, Officer]) -> list[Officer]:
    """Return who stands in for them; a substitute who is away too is replaced by theirs."""
    found: dict[str, Officer] = {}
    for officer in away:
        one: Officer | None = officer
        seen: set[str] = set()
        while one is not None and one.is_away and one.id not in seen:
            seen.add(one.id)
            one = known.get(one.substitute_id)
        if one is not None and not one.is_away:
            found[one.id] = one
    return list(found.values())


def _lot(officer_id: str, dossier_id: UUID) -> bytes:
    return hashlib.sha256(f"{officer_id}{dossier_id}".encode()).digest()
