"""Statements of a month as tests make them: built, sent, approved; a budget of a size."""

from datetime import date

from cuamo.kernel.clock import local
from cuamo.settlement.models import Item
from cuamo.settlement.services.answer_statement import confirm_statement
from cuamo.settlement.services.approve_statement import approve_statement, would_pay
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import decide_instrument, propose_instrument
from cuamo.settlement.services.send_statement import send_statement
from cuamo.settlement.types import InstrumentKind
from tests.settlement.conftest import ADMIN, FIRST, NOVEMBER, SECOND, VNPOST

OCTOBER = date(2026, 10, 1)
DECEMBER = local("2026-12-02 09:00")
LATE = {"taken": "2026-10-05 15:00", "home": "2026-10-09 10:00"}
"""Two working days were promised: by 7 October; brought on the 9th."""


def file_online():
    """Let every envelope be one of a dossier filed online: what it is of has no dossier here."""
    Item.objects.update(filing={"channel": "ONLINE", "groups": [], "papers": []})


def built(*, month=OCTOBER, at=NOVEMBER, online=True):
    if online:
        file_online()
    return {row.operator_code: row for row in build_month(month=month, actor=FIRST, at=at)}


def sent(**more):
    statement = built(**more)["VNPOST"]
    return send_statement(statement_id=statement.id, actor=FIRST, at=more.get("at", NOVEMBER))


def approved(statement, *, at=NOVEMBER):
    confirm_statement(statement_id=statement.id, actor=VNPOST, at=at)
    return approve_statement(
        statement_id=statement.id, expected_vnd=would_pay(statement), actor=SECOND, at=at
    )


def budget(amount_vnd, since, *, until=None):
    content = {"amount_vnd": amount_vnd} | ({"until": until} if until else {})
    row = propose_instrument(
        kind=InstrumentKind.BUDGET, subject="2026", number=f"Dự toán {since}", source="mẫu", confidence="X",
        valid_from=date.fromisoformat(since), content=content, confirmed_by="",
        actor=ADMIN, at=NOVEMBER,
    )  # fmt: skip
    decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)
