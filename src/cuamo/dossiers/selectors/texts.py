"""What the texts to a citizen say; officers are shown them before they decide."""

from datetime import datetime

from django.conf import settings

from cuamo.catalogue.rules.messages import own_words
from cuamo.dossiers.models import Dossier, LinkedPart
from cuamo.dossiers.selectors.linked import others_open, part_row, said_of, spec_of
from cuamo.dossiers.states import State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.money import format_vnd
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.notices.rules.text import render
from cuamo.notices.selectors.notices import about
from cuamo.notices.selectors.templates import template as template_of

Told = tuple[str, dict[str, str]]
"""Template of ux §12 and its parameters."""
ONCE = "N2L"
"""Told once for a whole linked filing."""


def accepted_text(dossier: Dossier, *, due_at: datetime) -> Told:
    """N2: officially accepted, and when the result is promised for; N2L of a linked filing, once."""
    if (part := part_row(dossier.id)) is not None:
        said = {"parts": str(len(said_of(part.filing).parts)), "part": spec_of(part).name_vi}
        return "N2L", {"code": code_of(dossier), **said, "date": day(due_at), "link": link_of(dossier)}
    return "N2", {"code": code_of(dossier), "date": day(due_at), "link": link_of(dossier)}


def supplement_text(dossier: Dossier, *, missing: int, answer_by: datetime) -> Told:
    """N3: how much is missing and until when to send it."""
    asked = {"missing": str(missing), "date": day(answer_by)}
    return "N3", {
        "code": code_of(dossier),
        **asked,
        "link": link_of(dossier),
        "phone": settings.HOTLINE,
    }


def refused_text(dossier: Dossier) -> Told:
    """N12: refused; reasons and how to complain are behind the link.

    Of a linked filing N12L says which part, and that the others go on; N12W that others wait for a choice.
    """
    if (part := part_row(dossier.id)) is not None:
        return _part_ended(part, go_on="N12L", choose="N12W")
    return "N12", {"code": code_of(dossier), "link": link_of(dossier), "phone": settings.HOTLINE}


def result_text(dossier: Dossier, *, at: datetime) -> Told:
    """N5: there is a result, and how it comes; N5L while other parts of a linked filing are still open."""
    if (part := part_row(dossier.id)) is not None and (left := others_open(part)):
        says = {"code": code_of(dossier), "part": spec_of(part).name_vi, "left": str(left)}
        return "N5L", says | {"link": link_of(dossier)}
    code, link, way = code_of(dossier), link_of(dossier), dossier.delivery.get("way")
    if way == "ELECTRONIC":
        return "N5E", {"code": code, "link": link}
    if way == "POINT":
        return "N5P", {"code": code, "place": dossier.delivery.get("point", "diem da chon"), "link": link}
    next_day = current_calendar().next_working_day(at.astimezone(HANOI).date())
    return "N5", {"code": code, "date": f"{next_day:%d/%m}", "link": link}


def transferred_text(dossier: Dossier, *, to_name: str) -> Told:
    """N2T: another authority decides; the date stays."""
    return "N2T", {"code": code_of(dossier), "place": to_name, "link": link_of(dossier)}


def payment_text(dossier: Dossier, *, amount_vnd: int, pay_by: datetime) -> Told:
    """N3P: money was found while deciding."""
    asked = {"amount": format_vnd(amount_vnd), "date": day(pay_by)}
    return "N3P", {"code": code_of(dossier), **asked, "link": link_of(dossier), "phone": settings.HOTLINE}


def extended_text(dossier: Dossier, *, new_due_at: datetime, cause: str, in_time: bool) -> Told:
    """N4, or N4G while the term still runs: sorry, once, with a new date."""
    says = {"date": day(new_due_at), "reason": cause}
    return "N4G" if in_time else "N4", {"code": code_of(dossier), **says, "phone": settings.HOTLINE}


def recounted_text(dossier: Dossier, *, due_at: datetime) -> Told:
    """N4L: days off or worked were changed, and the date with them."""
    return "N4L", {"code": code_of(dossier), "date": day(due_at), "link": link_of(dossier)}


def corrected_text(dossier: Dossier) -> Told:
    """N5C: a corrected result takes the place of the first."""
    return "N5C", {"code": code_of(dossier), "link": link_of(dossier)}


def revoked_text(dossier: Dossier) -> Told:
    """N5R: an issued result was taken back; why is behind the link."""
    return "N5R", {"code": dossier.shown_code, "link": link_of(dossier), "phone": settings.HOTLINE}


def stopped_text(dossier: Dossier) -> Told:
    """N12S: stopped by the authority; the ground is behind the link.

    Of a linked filing N12SL says which part; N12SW that others wait for a choice.
    """
    if (part := part_row(dossier.id)) is not None:
        return _part_ended(part, go_on="N12SL", choose="N12SW")
    return "N12S", {"code": code_of(dossier), "link": link_of(dossier), "phone": settings.HOTLINE}


def _part_ended(part: LinkedPart, *, go_on: str, choose: str) -> Told:
    """Say which part ended without a result, and how many wait for the person's choice because of it."""
    says = {"code": code_of(part.dossier), "part": spec_of(part).name_vi, "link": link_of(part.dossier)}
    says |= {"phone": settings.HOTLINE}
    waiting = part.followers.filter(started_at=None, dossier__state=State.SUBMITTED).count()
    return (choose, says | {"left": str(waiting)}) if waiting else (go_on, says)


def complaint_text(dossier: Dossier) -> Told:
    """N12K: a complaint was answered."""
    return "N12K", {"code": code_of(dossier), "link": link_of(dossier), "phone": settings.HOTLINE}


def as_sent(told: Told, dossier: Dossier) -> str:
    """Return the text letter by letter as the phone shows it; empty where the pinned version sends none."""
    template, params = told
    own = own_words(dossier.version.content, template)
    if template == ONCE and told_of_filing(dossier):
        return ""
    body = render(template_of(template), params, instead=own.instead, more=own.more).body
    return "" if own.left_out else body


def code_of(dossier: Dossier) -> str:
    """Return the code people were given: of a part of a linked filing it is the filing's."""
    part = part_row(dossier.id)
    return part.filing.dossier.shown_code if part is not None else dossier.shown_code


def told_of_filing(dossier: Dossier) -> bool:
    """Say whether the one acceptance of the part's filing was told already."""
    part = part_row(dossier.id)
    return part is not None and about(part.filing_id).filter(template=ONCE).exists()


def link_of(dossier: Dossier) -> str:
    """Return the address of the tracking page that needs no sign-in and shows no personal data.

    Of a part of a linked filing it is the filing's: one receipt, one page.
    """
    part = part_row(dossier.id)
    token = part.filing.dossier.tracking_token if part is not None else dossier.tracking_token
    return f"{settings.PUBLIC_URL}/t/{token}"


def day(moment: datetime) -> str:
    """Return the day in Hanoi: `20/03/2026`."""
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"
