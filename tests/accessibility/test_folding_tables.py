"""Tables whose rows are cards on a phone: each figure beside the name of its own column."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])
NAMES = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html") if "table fold" in path.read_text()
)
TABLE = re.compile(r'<table class="table fold[^"]*">(.*?)</table>', re.DOTALL)
CELL = re.compile(r"<(td|th)\b([^>]*)>(.*?)</\1>", re.DOTALL)


def tables(name: str) -> list[str]:
    """Return the folding tables of a template, with neither tags nor comments of its language."""
    source = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", (FOLDER / name).read_text(), flags=re.DOTALL
    )
    return TABLE.findall(re.sub(r"{%.*?%}", "", source))


def heads_of(table: str) -> list[str]:
    head = table[: table.index("</thead>")]
    return [" ".join(re.sub(r"<[^>]+>", "", words).split()) for _, _, words in CELL.findall(head)]


def labels_of(row: str) -> list[tuple[int, str]]:
    """Return the column and the label of each cell of a row that has one."""
    found, column = [], 0
    for _, attributes, _ in CELL.findall(row):
        if label := re.search(r'data-label="([^"]*)"', attributes):
            found.append((column, label[1]))
        span = re.search(r'colspan="(\d+)"', attributes)
        column += int(span[1]) if span else 1
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_of_a_table_that_folds_is_labelled_with_the_words_of_its_column(name: str) -> None:
    for table in tables(name):
        heads = heads_of(table)
        labelled = [
            labels_of(row) for row in re.findall(r"<tr\b.*?</tr>", table.split("</thead>")[1], re.DOTALL)
        ]
        wrong = [
            (heads[at : at + 1], label)
            for row in labelled
            for at, label in row
            if heads[at : at + 1] != [label]
        ]
        assert any(labelled), "a table that folds names its figures"
        assert not wrong, wrong
