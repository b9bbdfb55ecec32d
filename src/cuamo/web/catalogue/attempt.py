"""D2: try a version as a citizen or a clerk; run its test cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.catalogue.rules import cases, clock, components, fees, form, questions
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.fees import EXEMPTIONS
from cuamo.catalogue.selectors.book import version_numbered
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.frame import frame
from cuamo.web.catalogue.showing import all_faults, presentable
from cuamo.web.forms import read_fields


def outcome_of(content: Mapping[str, Any], case: Any) -> dict[str, Any] | None:
    """Return what the answers of a test case come to; None while content or case cannot be computed."""
    shown, _ = presentable(content)
    received = _moment(case.get("received_at")) if isinstance(case, Mapping) else None
    if shown is None or received is None:
        return None
    answers, values = case.get("answers") or {}, case.get("values") or {}
    if not isinstance(answers, Mapping) or not isinstance(values, Mapping):
        return None
    day = to_hanoi(received).date()
    checked = form.clean(shown, values, answers=answers, today=day).values
    found: dict[str, Any] = {
        "papers": [need.key for need in components.needed(shown, answers, checked)],
    }
    for channel, name in cases.CHANNELS:
        owed = fees.assess(
            shown,
            answers=answers,
            values=checked,
            channel=channel,
            filed_on=day,
            exemptions=case.get("exemptions") or [],
        )
        found[name] = None if owed.unknown else owed.citizen_total_vnd
    if clock.limit_for(shown, answers, checked).get("qty"):
        due = clock.due(
            shown, received_at=received, calendar=current_calendar(), answers=answers, values=checked
        )
        found["due_at"] = due.due_at.isoformat()
    return found


@catalogue_staff
def attempt(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """Answer the questions and see papers, money by channel and due moment; run the version's own cases."""
    version = version_numbered(code, number)
    faults = all_faults(version.content, calendar=current_calendar())
    shown, left_out = presentable(version.content)
    received = _typed_moment(request.GET.get("luc", "")) or timezone.now()
    clerk = request.GET.get("la") == "nhan-vien"
    context: dict[str, Any] = {
        "shown": shown,
        "left_out": left_out,
        "clerk": clerk,
        "moment": to_hanoi(received).strftime("%d/%m/%Y %H:%M"),
        "outcomes": cases.run(version.content, calendar=current_calendar())
        if not faults_of(version.content)
        else None,
        "exemption_words": [(key, vi[:1].upper() + vi[1:]) for key, (vi, _) in EXEMPTIONS.items()],
    }
    if shown is not None:
        context |= _computed(request, shown, received, clerk=clerk)
    return render(request, "catalogue/attempt.html", frame(request, version, "chay-thu", faults) | context)


def _computed(
    request: ActedRequest, shown: Mapping[str, Any], received: datetime, *, clerk: bool
) -> dict[str, Any]:
    given = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    answers = questions.settled(shown, given)
    exempt = [key for key in request.GET.getlist("mien") if key in EXEMPTIONS]
    day = to_hanoi(received).date()
    fields = form.fields(shown, answers)
    raw = read_fields(request.GET, [vars(field) | {"type": field.type} for field in fields], prefix="f.")
    tried = clerk and any(name.startswith("f.") for name in request.GET)
    checked = form.clean(shown, raw if tried else {}, answers=answers, today=day)
    limit = clock.limit_for(shown, answers, checked.values)
    due = (
        clock.due(
            shown, received_at=received, calendar=current_calendar(), answers=answers, values=checked.values
        )
        if limit.get("qty")
        else None
    )
    return {
        "asked": questions.visible(shown, given),
        "open_questions": questions.missing(shown, given),
        "needs": components.needed(shown, answers, checked.values),
        "online": fees.assess(
            shown, answers=answers, values=checked.values, channel="ONLINE", filed_on=day, exemptions=exempt
        ),
        "direct": fees.assess(
            shown, answers=answers, values=checked.values, channel="DIRECT", filed_on=day, exemptions=exempt
        ),
        "exempt": exempt,
        "due": due,
        "sections": form.sections(shown, answers),
        "values": raw if tried else {},
        "errors": checked.errors if tried else {},
    }


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _typed_moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)
    except ValueError:
        return None
