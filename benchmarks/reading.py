"""How exactly papers are read: exact match of every field on printed and badly photographed pages.

Run: .venv/bin/python -m benchmarks.reading [--pages 225] [--seed 7]
"""

import argparse
import random
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.reading_papers import Harm, bring_fonts, drawn_harm, photographed, printed
from cuamo.documents.rules.reading.checks import expired_on
from cuamo.documents.rules.reading.kinds import KIND_NAMES, Kind
from cuamo.documents.rules.reading.page import page_says
from cuamo.interop.systems.reading import language
from cuamo.interop.systems.reading.adapter import reader_of_this_machine

TODAY_EXPIRES = (Kind.ID_CARD, Kind.MARITAL_STATUS, Kind.RESIDENCE, Kind.HEALTH_CARD)
SURE = 80
"""Confidence from which a proposal is counted as sure."""
RUINED = (Harm(blur=7.0), Harm(blur=9.0, shadow=0.6), Harm(blur=6.0, noise=12.0, quality=30))


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=225)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--misses", action="store_true")
    given = asked.parse_args()
    if not language.bring():
        raise SystemExit("the language file is not here and npm could not bring it")
    reader = reader_of_this_machine()
    kinds = [kind for kind in Kind if kind is not Kind.UNKNOWN]
    right: dict[Kind, Counter[str]] = defaultdict(Counter)
    asked_for: dict[Kind, Counter[str]] = defaultdict(Counter)
    told, known, expired, expired_told, sure, sure_right = Counter(), Counter(), 0, 0, 0, 0
    false_flaws = 0
    seconds: list[float] = []
    processor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        fonts = bring_fonts(Path(folder))
        for number in range(given.pages):
            kind = kinds[number % len(kinds)]
            rng = random.Random(given.seed * 100_000 + number)
            old = kind in TODAY_EXPIRES and rng.random() < 0.3
            paper = printed(kind, rng, expired=old, serif=fonts["Tinos"], sans=fonts["Arimo"])
            picture = photographed(paper.picture, drawn_harm(rng), rng)
            wall, cpu = time.perf_counter(), time.process_time()
            said = page_says(picture, reader.words)
            seconds.append(time.perf_counter() - wall)
            processor.append(time.process_time() - cpu)
            told[kind] += 1
            known[kind] += said.kind is kind
            false_flaws += bool(said.flaws)
            found = {fact.fact: fact for fact in said.facts}
            for name, value in paper.facts.items():
                asked_for[kind][name] += 1
                exact = name in found and found[name].value == value
                right[kind][name] += exact
                if name in found and found[name].confidence >= SURE:
                    sure += 1
                    sure_right += exact
                if given.misses and not exact:
                    print(f"  {number} {kind} {name}: {value!r} read {found.get(name)}")
            if old:
                expired += 1
                until = expired_on(said.kind, {name: fact.value for name, fact in found.items()})
                expired_told += until is not None and until.isoformat() < "2026-11-26"
        ruined = [_ruined(kind, number, reader.words, fonts) for number, kind in enumerate(kinds * 2)]
    _print(told, known, asked_for, right)
    fields = sum(counter.total() for counter in asked_for.values())
    exact = sum(counter.total() for counter in right.values())
    print(f"all: {told.total()} pages, kind {known.total()}/{told.total()}, fields {exact}/{fields}")
    print(f"exact: {exact / fields:.1%}")
    print(f"proposals of {SURE} and more: {sure} of {fields} fields, {sure_right / max(sure, 1):.1%} exact")
    print(f"expired noticed: {expired_told}/{expired}; ruined pages flagged: {sum(ruined)}/{len(ruined)}")
    print(f"pages of the main set said to have a flaw: {false_flaws}")
    for name, row in (("wall", seconds), ("processor", processor)):
        row.sort()
        print(f"{name} a page: median {row[len(row) // 2]:.2f} s, 95 % {row[int(0.95 * len(row))]:.2f} s")


def _ruined(kind: Kind, number: int, read: object, fonts: dict[str, tuple[str, ...]]) -> bool:
    """Return whether a page nobody could read is said to be so."""
    rng = random.Random(900_000 + number)
    paper = printed(kind, rng, serif=fonts["Tinos"], sans=fonts["Arimo"])
    picture = photographed(paper.picture, RUINED[number % len(RUINED)], rng)
    return bool(page_says(picture, read).flaws)  # type: ignore[arg-type]  # the bound method of the reader


def _print(
    told: Counter[Kind],
    known: Counter[Kind],
    asked_for: dict[Kind, Counter[str]],
    right: dict[Kind, Counter[str]],
) -> None:
    for kind in told:
        fields = asked_for[kind].total()
        share = right[kind].total() / fields
        print(f"{KIND_NAMES[kind]}: {told[kind]} pages, kind {known[kind]}/{told[kind]}, fields {share:.1%}")
        print(
            "   "
            + ", ".join(f"{name} {right[kind][name]}/{asked}" for name, asked in asked_for[kind].items())
        )


if __name__ == "__main__":
    main()
