"""Finding a place that helps."""

import pytest

from cuamo.kernel.clock import local
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import agency, list_agencies, near, open_now, open_until
from cuamo.organisation.types import UnitKind


def test_the_first_agency_is_nearest_to_the_lake(network):
    hits = near(lat=21.0285, lon=105.8523, limit=3)

    assert hits[0].unit.code == "DL-001"
    assert hits[0].metres < 400
    assert [hit.metres for hit in hits] == sorted(hit.metres for hit in hits)


def test_nothing_is_near_outside_the_city(network):
    assert near(lat=10.77, lon=106.7) == []


def test_a_place_off_the_earth_is_refused(network):
    with pytest.raises(Invalid):
        near(lat=91, lon=0)


def test_pages_follow_each_other_without_gaps(network):
    first = list_agencies(kinds=[UnitKind.AGENCY], limit=50)
    second = list_agencies(kinds=[UnitKind.AGENCY], limit=50, after=first[-1].code)

    codes = [unit.code for unit in first + second]
    assert codes == sorted(set(codes))
    assert len(codes) == 94


def test_words_need_no_diacritics_and_know_old_ward_names(network):
    assert "DL-001" in [unit.code for unit in list_agencies(words="dinh tien hoang")]
    found = list_agencies(words="truc bach", kinds=[UnitKind.POINT])
    assert [unit.ward_code for unit in found] == ["00004"]


def test_the_limit_is_bounded(network):
    assert len(list_agencies(limit=100_000)) <= 200
    assert len(list_agencies(limit=-1)) == 1


def test_open_now_goes_by_hanoi_time(network):
    post_office = agency("DL-001")

    assert open_now(post_office, at=local("2026-11-22 18:59"))
    assert open_until(post_office, at=local("2026-11-22 18:59")) == "19:00"
    assert not open_now(post_office, at=local("2026-11-22 19:00"))


def test_a_list_asks_once(network, django_assert_num_queries):
    with django_assert_num_queries(1):
        [unit.parent.name_vi for unit in list_agencies(kinds=[UnitKind.AGENCY])]


def test_94_agencies_over_five_operators_with_two_counters_each(network):
    agencies = Unit.objects.filter(kind=UnitKind.AGENCY)

    assert agencies.count() == 94
    assert agencies.filter(parent_id="VNPOST").count() == 32
    assert agencies.values("parent").distinct().count() == 5
    assert all(unit.counters.count() == 2 and unit.lat for unit in agencies)
