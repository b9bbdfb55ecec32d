"""A city copied in is the city that was loaded."""

import pytest
from django.db import transaction

from cuamo.organisation.models import Unit
from tests.support.city import MORNING, forget_events, load_city_by_services
from tests.support.snapshot import hashes, load_once


class Undone(Exception):
    """Ends a block whose changes are not to stay."""


@pytest.mark.django_db(transaction=True)
def test_what_is_copied_in_is_row_for_row_what_was_loaded():
    forget_events()
    before = hashes()
    with pytest.raises(Undone), transaction.atomic():
        load_once("a key of this test", lambda: load_city_by_services(MORNING))
        loaded = hashes()
        raise Undone
    assert hashes() == before

    def never() -> None:
        raise AssertionError("loaded a second time")

    load_once("a key of this test", never)

    assert hashes() == loaded
    assert len(loaded) > len(before) + 10
    assert Unit.objects.filter(code="DL-001").exists()


@pytest.mark.django_db
def test_a_load_that_changes_rows_already_there_is_not_kept():
    load_city_by_services(MORNING)

    with pytest.raises(AssertionError, match="not empty"):
        load_once("another key", lambda: Unit.objects.filter(code="DL-001").update(name_vi="Khác") and None)
