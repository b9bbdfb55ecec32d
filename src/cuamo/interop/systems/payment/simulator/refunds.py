"""Refunds of the payment simulator: one key is one refund, no movement gives back more than it brought."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from cuamo.interop.systems.payment.simulator.memory import Memory


@dataclass(frozen=True)
class Told:
    """An answer and its status."""

    content: dict[str, Any]
    status: int = 200


def order(memory: Memory, body: bytes, *, mode: str) -> Told:
    """Give money back, once per key; the same key with another content is refused."""
    try:
        said = json.loads(body)
        key, number = str(said["key"]), str(said["transaction_id"])
        amount_vnd = int(said["amount_vnd"])
    except (ValueError, KeyError, TypeError):
        return Told({"code": "form", "message": "key, transaction_id and amount_vnd are needed"}, 400)
    refused = "Tài khoản nhận đã đóng." if mode == "refund_refused" else ""
    row = memory.refund(key=key, transaction_id=number, amount_vnd=amount_vnd, refused=refused)
    if (row["transaction_id"], row["amount_vnd"]) != (number, amount_vnd):
        return Told({"code": "key", "message": "this key names another refund"}, 409)
    if mode == "refund_silent":
        return Told({"code": "timeout", "message": "no answer in time"}, 504)
    return Told(as_answer(row))


def find(memory: Memory, key: str) -> Told:
    """Say what became of a refund."""
    row = memory.refund_by(key)
    if row is None:
        return Told({"code": "unknown_refund", "message": "no such refund"}, 404)
    return Told(as_answer(row))


def as_answer(row: sqlite3.Row) -> dict[str, Any]:
    """Return a refund as the platform tells it."""
    return {
        "key": row["key"],
        "refund_id": row["refund_id"],
        "transaction_id": row["transaction_id"],
        "amount_vnd": row["amount_vnd"],
        "status": row["status"],
        "reason": row["reason"],
        "occurred_at": row["occurred_at"],
    }
