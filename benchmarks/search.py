"""Time of a search among the procedures of the reference data, and among about 6,000.

`python -m benchmarks.search [--more FILE ...] [--rounds 3]`

The list of thousands is not part of the product: files in the shape of the national portal's lists are read
from `--more`, or from `../shared/data/` beside the clone when they are there.
"""

import argparse
import csv
import io
import json
import time
from pathlib import Path

from benchmarks.figures import at_share, spread
from benchmarks.place import durability, place
from cuamo.ops import paths

FILES = ("procedures_scraped.json", "procedures_scraped_other.json", "procedures_catalog.csv")
PHRASES = paths.ROOT / "tests" / "catalogue" / "phrases.tsv"


def main() -> None:
    """Ask every phrase of the test list, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    near = [paths.ROOT.parent / "shared" / "data" / name for name in FILES]
    files = options.more or [file for file in near if file.is_file()]
    phrases = [
        line.split("\t")[1] for line in PHRASES.read_text(encoding="utf-8").splitlines() if "\t" in line
    ]
    with place() as at:
        print(f"{durability()}; {len(phrases)} phrases; data in {at.home}")
        _measure(phrases, options.rounds)
        if not files:
            print("no longer list of procedures at hand (--more FILE)")
            return
        _add(files)
        _measure(phrases, options.rounds)


def _measure(phrases: list[str], rounds: int) -> None:
    from cuamo.catalogue.models import Procedure
    from cuamo.catalogue.selectors.search import search

    for words in phrases[:100]:
        search(words)
    middle, worst, cost = [], [], []
    for _ in range(rounds):
        times, used = [], time.process_time()
        for words in phrases:
            begun = time.perf_counter()
            search(words)
            times.append(1000 * (time.perf_counter() - begun))
        cost.append(1000 * (time.process_time() - used) / len(phrases))
        middle.append(at_share(times, 0.5))
        worst.append(at_share(times, 0.99))
    print(
        f"{Procedure.objects.count():>5} procedures: p50 {spread(middle, '.1f')} ms, "
        f"p99 {spread(worst, '.1f')} ms; processor of the asking process {spread(cost, '.2f')} ms a search"
    )


def _rows(file: Path) -> list[dict[str, str]]:
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix == ".csv":
        return [
            row | {"code": row["code"].strip(), "name": row["name"].strip()}
            for row in csv.DictReader(io.StringIO(text))
        ]
    return list(json.loads(text)["procedures"])


def _add(files: list[Path]) -> None:
    """Keep the names of the files' procedures as procedures for information, and index them."""
    from django.db import transaction
    from django.utils import timezone

    from cuamo.catalogue.models import Procedure, ProcedureVersion
    from cuamo.catalogue.services.index_search import index_everything
    from cuamo.catalogue.states import VersionStatus

    now = timezone.now()
    known = set(Procedure.objects.values_list("code", flat=True))
    rows = {}
    for file in files:
        for row in _rows(file):
            if row.get("code") and row.get("name") and row["code"] not in known:
                rows.setdefault(row["code"], row)
    with transaction.atomic():
        Procedure.objects.bulk_create(
            (
                Procedure(
                    code=code,
                    name_vi=row["name"],
                    field_vi=row.get("field") or "",
                    level="CITY",
                    authority_kind="WARD",
                )
                for code, row in rows.items()
            ),
            batch_size=1000,
        )
        ProcedureVersion.objects.bulk_create(
            (
                ProcedureVersion(
                    procedure_id=code,
                    number=1,
                    status=VersionStatus.INFORMATION,
                    content={"code": code, "name_vi": row["name"]},
                    content_sha256="",
                    made_by="bench",
                    made_at=now,
                )
                for code, row in rows.items()
            ),
            batch_size=1000,
        )
        index_everything()


if __name__ == "__main__":
    main()
