"""The A5 checklist to take home: papers, fee, days, where."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import components, fees
from cuamo.catalogue.rules.clock import limit_for
from cuamo.dossiers.selectors.sheets import SERVICE_NAME, money_lines, said, time_limit_words, unit_name
from cuamo.kernel.clock import to_hanoi


def needs_of(version: ProcedureVersion, answers: Mapping[str, Any]) -> list[components.ComponentNeed]:
    """Return the papers to bring: what data replace is not asked for."""
    return [need for need in components.needed(version.content, answers) if not need.replaced_by_data]


def fee_of(version: ProcedureVersion, answers: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Return the fee as it would be today, line by line."""
    found = fees.assess(
        version.content, answers=answers, values={}, channel="ONLINE", filed_on=to_hanoi(at).date()
    )
    lines = [
        {"name_vi": line.name_vi, "citizen_vnd": line.citizen_vnd, "reason_vi": line.reason_vi}
        for line in found.lines
    ]
    return {"lines": lines, "citizen_total_vnd": found.citizen_total_vnd}


def checklist_sheet(
    version: ProcedureVersion, answers: Mapping[str, Any], *, where: str, at: datetime
) -> dict[str, Any]:
    """Return what the sheet `checklist_a5` says.

    Args:
        where: code of the place to go to; empty for the portal.
    """
    content = version.content
    return {
        "service_name": SERVICE_NAME,
        "procedure": {"name": content["name_vi"], "code": content["code"]},
        "papers": [
            {
                "name": need.name_vi,
                "originals": need.originals,
                "copies": need.copies,
                "note": "chỉ cho xem" if need.shown_only else need.note_vi,
            }
            for need in needs_of(version, answers)
        ]
        or [{"name": "Không cần giấy tờ kèm theo", "note": ""}],
        "money": money_lines(fee_of(version, answers, at=at)),
        "time_limit": time_limit_words(limit_for(content, answers)) if content.get("time_limit") else "",
        "where": unit_name(where) if where else "Cổng dịch vụ công, tự nộp bằng VNeID",
        "printed_at": said(at),
        "hotline": settings.HOTLINE,
        "page_url": f"{settings.PUBLIC_URL}/thu-tuc/{content['code']}",
    }
