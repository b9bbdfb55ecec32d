"""The work by the clock goes on after one part of it broke."""

import pytest

from cuamo.delivery.jobs import do_each
from tests.delivery.conftest import NOON


def test_a_part_that_breaks_holds_no_other_and_is_told_at_the_end():
    done = []

    def breaks(*, at):
        raise ValueError("a bad row")

    with pytest.raises(ExceptionGroup) as said:
        do_each(
            lambda *, at: done.append(("before", at)),
            breaks,
            lambda *, at: done.append(("after", at)),
            at=NOON,
        )

    assert done == [("before", NOON), ("after", NOON)]
    assert [str(fault) for fault in said.value.exceptions] == ["a bad row"]
