"""How often one thing was booked and turned back: the names of its entries."""

from collections.abc import Iterable

from cuamo.payments.models import JournalEntry

BACK = "back:"
"""Before the name of an entry, it names the entry that turned it back."""


def next_source(name: str) -> str:
    """Return how the next entry of a match is called: `name`, then `name:1` once that was turned back."""
    turned = JournalEntry.objects.filter(source__startswith=f"{BACK}{name}").count()
    return f"{name}:{turned}" if turned else name


def standing_source(name: str) -> str:
    """Return the entry of a match that stands, empty where none does."""
    source = next_source(name)
    return source if JournalEntry.objects.filter(source=source).exists() else ""


def turned_back(sources: Iterable[str]) -> set[str]:
    """Return those of the entries that were turned back."""
    named = [f"{BACK}{source}" for source in sources]
    found = JournalEntry.objects.filter(source__in=named).values_list("source", flat=True)
    return {source.removeprefix(BACK) for source in found}
