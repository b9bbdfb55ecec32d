from datetime import UTC, datetime

import pytest

from cuamo.kernel.clock import local, parse, to_hanoi


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-11T16:00:00+07:00",
        "2026-09-11T09:00:00Z",
        "2026-09-11T09:00Z",
        "2026-09-11T16:00",
        " 2026-09-11  16:00 ",
        "2026-09-11 16:00:00",
        "20260911T160000",
        "2026-09-11T11:00:00+02:00",
    ],
)
def test_a_moment_is_read_with_or_without_an_offset(written):
    assert parse(written).isoformat() == "2026-09-11T16:00:00+07:00"


@pytest.mark.parametrize(
    "written",
    ["", "2026-09-11", "16:00", "2026-02-30 10:00", "2026-09-11 25:00", "tomorrow", "0001-01-01T00:00+14:00"],
)
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(ValueError, match=r"not a day and a time|beyond"):
        parse(written)


def test_local_is_what_hanoi_clocks_show():
    assert local("2026-09-11 16:00") == datetime(2026, 9, 11, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="own offset"):
        local("2026-09-11T16:00+07:00")


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        to_hanoi(datetime(2026, 9, 11))
