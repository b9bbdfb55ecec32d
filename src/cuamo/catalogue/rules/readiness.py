"""What keeps a version from being approved."""

from collections.abc import Mapping
from typing import Any

from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.kernel.calendar import WorkingCalendar


def information_only(content: Mapping[str, Any]) -> bool:
    """Return whether a content is only for reading: nobody can file under it."""
    return content.get("level") == "NONE"


def blockers(content: Mapping[str, Any], *, calendar: WorkingCalendar | None = None) -> list[Fault]:
    """Return everything that keeps a content from approval: faults, gaps, failed or missing test cases.

    A procedure for information only needs no form, fee, process or test case.

    Args:
        calendar: counts the due moments of test cases; the published days off by default.
    """
    if faults := faults_of(content):
        return faults
    if information_only(content):
        return []
    lacks = missing_for_filing(content, calendar=calendar)
    if not content.get("test_cases"):
        lacks.append(
            Fault(
                "test_cases",
                "Chưa có bài thử nào. Thêm ít nhất một bài.",
                "There is no test case yet. Add at least one.",
            )
        )
    return lacks
