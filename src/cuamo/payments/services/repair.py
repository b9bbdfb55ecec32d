"""Mend a difference: one accountant says how, another agrees where the books change."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.payments.models import CashBag, ReconciliationItem, SettlementRow
from cuamo.payments.policies import require_accountant
from cuamo.payments.reconciling import FileState, ItemKind, ItemState, RowState
from cuamo.payments.rules.repairs import PLANS, Plan, Repair
from cuamo.payments.services.book_repair import book_difference, credit_transfer, give_up, take_deposit
from cuamo.payments.services.items import close_items, take_turns
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import refresh_days
from cuamo.payments.types import Transaction


@transaction.atomic
def take_item(*, item_id: UUID, actor: Actor, at: datetime) -> ReconciliationItem:
    """Become the one who looks after a difference (nhận việc). Records `reconciliation.taken`."""
    require_accountant(actor)
    item = _lock(item_id)
    if item.owner_id == actor.id:
        return item
    item.owner_id, item.owner_name = actor.id, actor.name
    item.save(update_fields=["owner_id", "owner_name"])
    events.record("reconciliation.taken", item.id, actor=actor, at=at)
    return item


@transaction.atomic
def propose_repair(*, item_id: UUID, words: str, actor: Actor, at: datetime) -> ReconciliationItem:
    """Say what a difference is, and propose its repair (giải thích, đề nghị xử lý).

    Records `reconciliation.explained`. What changes the books by somebody's judgement waits for a second
    accountant; taking a transaction from a signed file and ignoring a doubled row are done at once.

    Raises:
        NotPermitted: not an accountant of the centre.
        IllegalTransition: it is settled.
        Invalid: nothing is said.
    """
    require_accountant(actor)
    item = _lock(item_id)
    _require_open(item)
    if not words.strip():
        raise Invalid(
            "reconciliation.words",
            "Ghi lý do: đã xem gì, ở đâu, vì sao xử lý như vậy.",
            "Say what was looked at, where, and why it is mended this way.",
            where="words",
        )
    plan = plan_of(item)
    item.words = words.strip()[:2000]
    item.state = ItemState.EXPLAINED
    item.proposed_by, item.proposed_name, item.proposed_at = actor.id, actor.name, at
    item.owner_id, item.owner_name = item.owner_id or actor.id, item.owner_name or actor.name
    item.save(
        update_fields=[
            "words",
            "state",
            "proposed_by",
            "proposed_name",
            "proposed_at",
            "owner_id",
            "owner_name",
        ]
    )
    events.record(
        "reconciliation.explained", item.id, actor=actor, at=at, repair=plan.repair.value, kind=item.kind
    )
    if not needs_second(item) and plan.repair in {Repair.TAKE, Repair.IGNORE}:
        _mend(item, plan, actor, at)
    return item


@transaction.atomic
def approve_repair(
    *, item_id: UUID, actor: Actor, at: datetime, seen_vnd: tuple[int, int] | None = None
) -> ReconciliationItem:
    """Agree with a repair and book it (duyệt xử lý). Records `reconciliation.settled`.

    Agreeing twice changes nothing.

    Args:
        seen_vnd: what was to be booked on the accounts at the platform and at the bank when somebody looked.
    Raises:
        NotPermitted: the same person proposed it, or not an accountant of the centre.
        Conflict: the sides say something else by now, or a bag of cash has the line.
        IllegalTransition: nobody proposed a repair.
    """
    require_accountant(actor)
    item = _lock(item_id)
    if item.state == ItemState.SETTLED:
        return item
    plan = plan_of(item)
    if item.state != ItemState.EXPLAINED or not needs_second(item):
        raise IllegalTransition(
            "reconciliation.not_proposed",
            "Chưa có đề nghị xử lý để duyệt.",
            "There is no proposed repair to agree with.",
            hint_vi="Ghi lý do và đề nghị trước; người khác duyệt.",
            hint_en="Say why and propose first; somebody else agrees.",
        )
    if item.proposed_by == actor.id:
        raise NotPermitted(
            "reconciliation.four_eyes",
            "Người đề nghị không tự duyệt.",
            "Whoever proposed it cannot agree.",
            hint_vi="Nhờ một kế toán khác của Trung tâm xem và duyệt.",
            hint_en="Ask another accountant of the centre.",
        )
    if seen_vnd is not None and seen_vnd != (item.gateway_delta_vnd, item.bank_delta_vnd):
        raise Conflict(
            "reconciliation.moved",
            "Số tiền lệch đã đổi từ lúc mở trang. Chưa ghi sổ. Xem lại số mới rồi duyệt.",
            "The amounts have changed since the page was opened. Nothing is booked. Look again.",
        )
    if plan.repair in {Repair.BOOK, Repair.CREDIT}:
        _require_no_bag(item)
    item.approved_by = actor.id
    item.save(update_fields=["approved_by"])
    _mend(item, plan, actor, at)
    return item


@transaction.atomic
def send_back_repair(*, item_id: UUID, words: str, actor: Actor, at: datetime) -> ReconciliationItem:
    """Refuse a proposed repair; the difference is open again (trả lại đề nghị)."""
    require_accountant(actor)
    item = _lock(item_id)
    _require_open(item)
    if not words.strip():
        raise Invalid("reconciliation.words", "Ghi lý do trả lại.", "Say why it is sent back.", where="words")
    item.state = ItemState.OPEN
    item.words = f"{item.words}\nTrả lại ({actor.name}): {words.strip()}"[:2000].strip()
    item.proposed_by = item.proposed_name = ""
    item.proposed_at = None
    item.save(update_fields=["state", "words", "proposed_by", "proposed_name", "proposed_at"])
    events.record("reconciliation.sent_back", item.id, actor=actor, at=at, kind=item.kind)
    return item


def plan_of(item: ReconciliationItem) -> Plan:
    """Return how an item is mended."""
    return PLANS[ItemKind(item.kind)]


def needs_second(item: ReconciliationItem) -> bool:
    """True when a second accountant must agree: judgement changes the books, or nobody signed the file."""
    plan = plan_of(item)
    return plan.books or (plan.repair == Repair.TAKE and _by_hand(item))


def _by_hand(item: ReconciliationItem) -> bool:
    row = _row_of(item)
    return row is None or row.file.by_hand


def _mend(item: ReconciliationItem, plan: Plan, actor: Actor, at: datetime) -> None:
    outcome = "Bỏ qua, không ghi sổ."
    if plan.repair == Repair.TAKE:
        _take(item, at)
        outcome = "Đã nhận giao dịch theo tệp của cổng."
    elif plan.repair == Repair.GIVE_UP:
        outcome = give_up(item, actor=actor, at=at)
    elif plan.repair == Repair.CREDIT:
        outcome = credit_transfer(item, actor=actor, at=at)
    elif plan.repair == Repair.DEPOSIT:
        outcome = take_deposit(item, actor=actor, at=at)
    elif plan.repair == Repair.BOOK:
        outcome = book_difference(item, at=at)
    item.save(update_fields=["booked_gateway_vnd", "booked_bank_vnd", "rounds"])
    close_items([item], outcome=outcome, actor=actor, at=at)
    refresh_days({item.day})


def _take(item: ReconciliationItem, at: datetime) -> None:
    row = _row_of(item)
    if row is None:
        raise Conflict(
            "reconciliation.row_gone",
            "Tệp mới không còn giao dịch này. Đối soát lại ngày đó.",
            "The newest file has no such transaction any more. Run its day again.",
        )
    said = Transaction(row.transaction_id, row.reference, row.amount_vnd, True, row.occurred_at)
    body = {
        "transaction_id": row.transaction_id,
        "reference": row.reference,
        "amount_vnd": row.amount_vnd,
        "status": "PAID",
        "occurred_at": row.occurred_at.isoformat(),
        "file": str(row.file_id),
        "line": row.line,
    }
    take_transaction(said=said, body=json.dumps(body, ensure_ascii=False).encode(), source="PULL", at=at)


def _row_of(item: ReconciliationItem) -> SettlementRow | None:
    rows = SettlementRow.objects.select_related("file").filter(
        transaction_id=item.subject.removeprefix("tx:"), state=RowState.PAID, file__state=FileState.CURRENT
    )
    return rows.order_by("file__day", "line").first()


def _lock(item_id: UUID) -> ReconciliationItem:
    take_turns()
    item = ReconciliationItem.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise NotFound("reconciliation.unknown", "Không có khoản lệch này.", "There is no such difference.")
    return item


def _require_no_bag(item: ReconciliationItem) -> None:
    """Refuse to book a line a bag has taken since; what a corrected statement changes of one is booked."""
    bag = CashBag.objects.filter(deposit_source=item.subject, deposited_vnd__isnull=False).first()
    if bag is None or not item.subject.startswith("line:"):
        return
    booked = ReconciliationItem.objects.filter(subject=item.subject).aggregate(vnd=Sum("booked_bank_vnd"))
    if item.ours_vnd != (bag.deposited_vnd or 0) + (booked["vnd"] or 0):
        raise Conflict(
            "reconciliation.bag_has_it",
            f"Dòng này là tiền nộp của túi {bag.number}. Chưa ghi sổ. Túi ghép nhầm thì rút lại ghép trước.",
            f"This line is the deposit of bag {bag.number}. Nothing is booked.",
        )


def _require_open(item: ReconciliationItem) -> None:
    if item.state == ItemState.SETTLED:
        raise IllegalTransition(
            "reconciliation.settled", "Khoản lệch này đã xong.", "This difference is settled already."
        )
