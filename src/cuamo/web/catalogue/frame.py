"""What every page of one version shows: its name, state, tabs and open faults."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import APPROVERS, EDITORS
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.selectors.accepting import standing_of
from cuamo.catalogue.states import VersionStatus
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.tabs import TABS
from cuamo.web.catalogue.words import STATUS_WORDS

MORE = (
    ("chay-thu", "Chạy thử"),
    ("tim-thu", "Tìm thử"),
    ("khac", "Khác gì"),
    ("duyet", "Duyệt, công bố"),
)


def frame(
    request: ActedRequest, version: ProcedureVersion, here: str, faults: Sequence[Fault]
) -> dict[str, Any]:
    """Return the context of the frame around a page of `version`."""
    args = [version.procedure_id, version.number]
    tabs = [
        {
            "slug": tab.slug,
            "name": tab.name,
            "url": reverse("catalogue:edit", args=[*args, tab.slug]),
            "here": tab.slug == here,
            "faults": sum(fault.field.split(".")[0] in tab.parts for fault in faults),
        }
        for tab in TABS
    ]
    more = [
        {"slug": slug, "name": name, "url": reverse(f"catalogue:{slug}", args=args), "here": slug == here}
        for slug, name in MORE
    ]
    return {
        "edition": version,
        "content": version.content,
        "status_word": STATUS_WORDS[VersionStatus(version.status)],
        "version_tabs": tabs,
        "more_tabs": more,
        "accepting": standing_of(version.procedure_id),
        "accepting_code": version.procedure_id,
        "fault_count": len(faults),
        "is_editor": bool(request.actor.roles & EDITORS),
        "is_approver": bool(request.actor.roles & APPROVERS),
    }
