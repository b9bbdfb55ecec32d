"""The statements of a simulated month: built, sent, confirmed, approved by another, and counted again."""

from datetime import date, datetime

from django.conf import settings

from cuamo.organisation.types import Role
from cuamo.payments.selectors.books import trial_balance
from cuamo.settlement.models import Instrument, Line, Statement
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.services.answer_statement import confirm_statement
from cuamo.settlement.services.approve_statement import approve_statement
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import decide_instrument, load_instruments
from cuamo.settlement.services.send_statement import send_statement
from tests.support.city import staff
from tests.support.month.tills import Tills


def sign_contracts(at: datetime) -> None:
    """Put the sample contracts, rules and estimate in force."""
    load_instruments(
        path=settings.REFERENCE / "contracts" / "hanoi.sample.json", actor=staff("quantri.trungtam"), at=at
    )
    for row in Instrument.objects.order_by("id"):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=staff("ketoan.trungtam"), at=at)


def settle(month: date, tills: Tills, *, at: datetime) -> list[str]:
    """Settle a month with every operator that has somebody to speak for it; return what is wrong."""
    first, second = staff("ketoan.trungtam"), staff("ketoan2.trungtam")
    build_month(month=month, actor=first, at=at)
    wrong = [f"statement: {told}" for told in differences(month)]
    again = {row.operator_code: row.totals for row in build_month(month=month, actor=first, at=at)}
    stored = {row.operator_code: row.totals for row in Statement.objects.filter(month=month)}
    if again != stored:
        wrong.append("built twice, a statement is another one")
    claimed = Line.objects.filter(kind="SERVICE", carried_at=None).values_list("item__claim_key", flat=True)
    if len(claimed) != len(set(claimed)):
        wrong.append("something is claimed twice")
    for statement in Statement.objects.filter(month=month).order_by("operator_code"):
        try:
            speaker = tills.officer(statement.operator_code, Role.COORDINATOR, at=at)
        except LookupError:
            continue
        send_statement(statement_id=statement.id, actor=first, at=at)
        confirm_statement(statement_id=statement.id, actor=speaker, at=at)
        statement.refresh_from_db()
        approve_statement(statement_id=statement.id, expected_vnd=statement.payable_vnd, actor=second, at=at)
        statement.refresh_from_db()
        owed = -trial_balance().get(f"postal:{statement.operator_code}", 0)
        if owed != statement.payable_vnd:
            wrong.append(f"{statement.number}: books {owed}, statement {statement.payable_vnd}")
    return wrong
