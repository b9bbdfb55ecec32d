"""Sharing work: fair, nobody away, the most specific rule first. Properties over any unit."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cuamo.dossiers.rules.share import Given, Officer, Rule, share

NAMES = [f"o{number}" for number in range(6)]
TEAMS = ["t0", "t1"]
PROCEDURES, WARDS = ["", "1.1", "2.2"], ["", "00070", "00082"]
ids = st.uuids(version=4)


@st.composite
def units(draw) -> list[Officer]:
    """Any unit: some in teams, some away, substitutes who may be away or circular."""
    return [
        Officer(
            name,
            open=draw(st.integers(0, 4)),
            teams=frozenset(draw(st.sets(st.sampled_from(TEAMS)))),
            is_away=draw(st.booleans()),
            substitute_id=draw(st.sampled_from(["", *NAMES])),
        )
        for name in NAMES[: draw(st.integers(0, len(NAMES)))]
    ]


@st.composite
def rule_sets(draw) -> list[Rule]:
    """Any rules: of one kind of work at most one, as the table keeps it."""
    kinds = draw(st.sets(st.tuples(st.sampled_from(PROCEDURES), st.sampled_from(WARDS))))
    found = []
    for procedure, ward in sorted(kinds):
        team, officer = draw(
            st.sampled_from([("", ""), *((t, "") for t in TEAMS), *(("", n) for n in NAMES)])
        )
        found.append(Rule(procedure, ward, team, officer, draw(st.integers(0, 3))))
    return found


@given(units(), rule_sets(), st.sampled_from(PROCEDURES[1:]), st.sampled_from(WARDS[1:]), ids)
def test_nobody_away_and_nobody_of_another_unit_gets_work(unit, rules, procedure, ward, dossier):
    got = share(officers=unit, rules=rules, procedure_code=procedure, ward_code=ward, dossier_id=dossier)

    here = {officer.id for officer in unit if not officer.is_away}
    assert got.officer_id in here | {""}
    assert (got.officer_id == "") == (not here)


@given(st.integers(1, 6), st.lists(ids, max_size=40))
def test_nobody_gets_a_second_more_while_an_equal_has_less(count, dossiers):
    unit = {name: Officer(name) for name in NAMES[:count]}

    for dossier in dossiers:
        got = share(officers=list(unit.values()), dossier_id=dossier).officer_id
        assert unit[got].open == min(officer.open for officer in unit.values())
        unit[got] = replace(unit[got], open=unit[got].open + 1)

    loads = [officer.open for officer in unit.values()]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == len(dossiers)


@given(units(), st.lists(ids, max_size=30))
def test_who_starts_with_more_waits_until_the_others_have_as_much(unit, dossiers):
    now = {officer.id: officer for officer in unit}
    for dossier in dossiers:
        got = share(officers=list(now.values()), dossier_id=dossier).officer_id
        here = [officer.open for officer in now.values() if not officer.is_away]
        if not here:
            assert got == ""
            continue
        assert now[got].open == min(here)
        now[got] = replace(now[got], open=now[got].open + 1)


def stands_in(away: list[Officer], unit: list[Officer]) -> list[Officer]:
    """Who is there for people who are all away: the first of each one's substitutes that is not away."""
    by_id = {o.id: o for o in unit}
    found = []
    for one in away:
        then = one
        for _ in unit:
            then = by_id.get(then.substitute_id, then) if then.is_away else then
        if not then.is_away:
            found.append(then)
    return found


@given(units(), rule_sets(), st.sampled_from(PROCEDURES[1:]), st.sampled_from(WARDS[1:]), ids)
def test_the_most_specific_rule_that_has_anybody_wins(unit, rules, procedure, ward, dossier):
    got = share(officers=unit, rules=rules, procedure_code=procedure, ward_code=ward, dossier_id=dossier)

    for kind in ((procedure, ward), (procedure, ""), ("", ward), ("", "")):
        rule = next((r for r in rules if (r.procedure_code, r.ward_code) == kind), None)
        if rule is None:
            continue
        named = [
            o
            for o in unit
            if (not rule.officer_id or o.id == rule.officer_id)
            and (not rule.team_id or rule.team_id in o.teams)
        ]
        here = [o for o in named if not o.is_away] or stands_in(named, unit)
        able = [o for o in here if not rule.most_open or o.open < rule.most_open]
        if able:
            assert got.officer_id in {o.id for o in able}
            assert got.team_id == rule.team_id
            return


@given(units(), rule_sets(), st.sampled_from(PROCEDURES[1:]), ids)
def test_a_rules_limit_is_never_passed_by_that_rule(unit, rules, procedure, dossier):
    got = share(officers=unit, rules=rules, procedure_code=procedure, ward_code="", dossier_id=dossier)

    limited = [r for r in rules if r.team_id and r.most_open and r.team_id == got.team_id]
    loads = {officer.id: officer.open for officer in unit}
    if (
        got.officer_id
        and got.team_id
        and limited
        and all(r.most_open for r in rules if r.team_id == got.team_id)
    ):
        assert loads[got.officer_id] < max(r.most_open for r in limited)


def test_the_substitute_gets_what_a_rule_names_the_absent_officer_for():
    unit = [
        Officer("an", is_away=True, substitute_id="binh"),
        Officer("binh", is_away=True, substitute_id="chi"),
        Officer("chi", open=9),
        Officer("dung"),
    ]
    rules = [Rule(procedure_code="1.1", officer_id="an")]

    got = share(officers=unit, rules=rules, procedure_code="1.1", dossier_id=UUID(int=1))

    assert got == Given("chi")


def test_when_a_whole_team_is_away_and_nobody_stands_in_the_unit_takes_it():
    unit = [Officer("an", teams=frozenset({"t0"}), is_away=True), Officer("binh", open=3)]

    got = share(officers=unit, rules=[Rule(team_id="t0")], dossier_id=UUID(int=1))

    assert got == Given("binh")


def test_with_nobody_there_it_stays_with_the_unit_and_its_team():
    unit = [Officer("an", teams=frozenset({"t0"}), is_away=True)]

    assert share(officers=unit, rules=[Rule(team_id="t0")], dossier_id=UUID(int=1)) == Given("", "t0")
    assert share(officers=[], dossier_id=UUID(int=1)) == Given()


def test_dossiers_that_arrive_at_the_same_moment_spread_over_equals():
    unit = [Officer(name) for name in NAMES]

    got = Counter(share(officers=unit, dossier_id=UUID(int=number)).officer_id for number in range(600))

    assert set(got) == set(NAMES)
    assert min(got.values()) > 50
