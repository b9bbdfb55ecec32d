"""`cuamo search "words"`: find procedures by everyday words."""

import json

import click

from cuamo.catalogue.selectors.search import MOST_HITS
from cuamo.catalogue.selectors.search import search as find


@click.command()
@click.argument("words")
@click.option("--limit", type=click.IntRange(1, MOST_HITS), default=10, show_default=True, help="Most hits.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def search(words: str, limit: int, as_json: bool) -> None:
    """Find procedures by WORDS: everyday words, with or without diacritics, initials, old names, a code."""
    if not words.strip():
        raise click.UsageError("WORDS must not be empty")
    hits = find(words, limit=limit)
    if as_json:
        found = [{"code": hit.code, "name_vi": hit.name_vi, "score": hit.score} for hit in hits]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for hit in hits:
        click.echo(f"{hit.code}  {hit.score:.2f}  {hit.name_vi}")
    if not hits:
        click.echo(f"nothing found for “{words.strip()[:80]}”")
