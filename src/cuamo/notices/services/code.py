"""Issue a one-time code and check what was keyed in."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import F

from cuamo.kernel.clock import HANOI
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.errors import Invalid, TooMany
from cuamo.kernel.identifiers import phone as phones
from cuamo.notices.models import OneTimeCode
from cuamo.notices.services.send import send_notice

LIFE = timedelta(minutes=5)
MAX_TRIES = 5
MAX_PER_HOUR = 5

_CHARGE = """
UPDATE notices_one_time_code SET tries = tries + 1
WHERE id = %s AND tries < %s AND consumed_at IS NULL
"""


@transaction.atomic
def issue_code(
    *,
    purpose: str,
    subject_id: UUID,
    phone: str,
    params: Mapping[str, object],
    at: datetime,
    template: str = "N8",
) -> OneTimeCode:
    """Send a new code of six digits to `phone` (gửi mã xác nhận); it replaces the one before.

    Free of charge, at most five in an hour per subject and phone. The code itself is only in the text.

    Args:
        purpose: what it confirms, for example `confirm-dossier`; a code counts for its purpose only.
        params: parameters of the template without `otp` and `expires`.
        template: `N8` at a counter, `N8O` when the citizen files alone.
    Raises:
        TooMany: five codes went to this phone for this subject within the hour.
        Invalid: `phone` is not a Vietnamese number.
    """
    number = phones.normalise(phone)
    phone_hash = keyed_hash(number, purpose="phone")
    _queue_up(subject_id)
    lately = OneTimeCode.objects.filter(
        subject_id=subject_id, phone_hash=phone_hash, created_at__gt=at - timedelta(hours=1)
    )
    sent = list(lately.order_by("-created_at").values_list("created_at", flat=True)[:MAX_PER_HOUR])
    if len(sent) == MAX_PER_HOUR:
        again = f"{(sent[-1] + timedelta(hours=1)).astimezone(HANOI):%H:%M}"
        raise TooMany(
            "code.too-many",
            "Đã gửi 5 mã trong một giờ.",
            "Five codes were sent within the hour.",
            hint_vi=f"Xin mã mới từ {again}, hoặc dùng mã đã nhận nếu còn hạn.",
            hint_en=f"Ask for a new code from {again}, or use the code received if it still holds.",
        )
    otp = f"{secrets.randbelow(1_000_000):06d}"
    expires_at = at + LIFE
    code = OneTimeCode(
        purpose=purpose,
        subject_id=subject_id,
        phone_hash=phone_hash,
        created_at=at,
        expires_at=expires_at,
    )
    code.code_hash = _hash(code.id, otp)
    code.save(force_insert=True)
    text = {**params, "otp": otp, "expires": f"{expires_at.astimezone(HANOI):%H:%M}"}
    send_notice(template=template, phone=number, params=text, subject_id=subject_id, at=at)
    return code


@transaction.atomic
def check_code(*, purpose: str, subject_id: UUID, code: str, at: datetime) -> None:
    """Accept the newest code of this purpose and subject once, or refuse (kiểm tra mã xác nhận).

    The try is charged first, on a connection of its own that commits at once: a wrong try counts although
    the caller's transaction is undone by the refusal raised here, and many tries at the same moment cannot
    pass the limit. The acceptance belongs to the caller's transaction: if that fails, the code still holds
    (and the try stays charged).

    Raises:
        Invalid: wrong, too old, used, or tried five times.
    """
    codes = OneTimeCode.objects.filter(purpose=purpose, subject_id=subject_id)
    newest = codes.order_by("-created_at", "-id").first()
    if newest is None or newest.consumed_at is not None:
        raise _refusal("none", "Chưa có mã nào còn dùng được.", "There is no code in use.")
    if not _charge_try(newest.id):
        raise _refusal("spent", "Đã thử mã này 5 lần.", "This code was tried five times.")
    right = hmac.compare_digest(_hash(newest.id, _digits(code)), bytes(newest.code_hash))
    if at >= newest.expires_at:
        raise _refusal("expired", "Mã đã hết hạn.", "The code has ended.")
    if not right:
        raise _refusal("wrong", "Mã chưa đúng.", "The code is not right.", retry=True)
    used = OneTimeCode.objects.filter(id=newest.id, consumed_at=None).update(consumed_at=at)
    if not used:
        raise _refusal("none", "Chưa có mã nào còn dùng được.", "There is no code in use.")


def _charge_try(code_id: UUID) -> bool:
    """Count one try where no roll-back can reach it; False when none is left."""
    apart = connections.create_connection("default")
    try:
        with apart.cursor() as cursor:
            cursor.execute(_CHARGE, [code_id, MAX_TRIES])
            charged: int = cursor.rowcount
    finally:
        apart.close()
    if charged:
        return True
    issued_in_this_transaction = OneTimeCode.objects.filter(id=code_id, tries__lt=MAX_TRIES, consumed_at=None)
    return issued_in_this_transaction.update(tries=F("tries") + 1) == 1


def _queue_up(subject_id: UUID) -> None:
    lock = int.from_bytes(keyed_hash(str(subject_id), purpose="code-lock")[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _hash(code_id: UUID, otp: str) -> bytes:
    return keyed_hash(f"{code_id}:{otp}", purpose="one-time-code")


def _digits(code: str) -> str:
    return "".join(character for character in code if character.isdigit())


def _refusal(code: str, vi: str, en: str, *, retry: bool = False) -> Invalid:
    hint = ("Xem lại tin nhắn rồi bấm lại.", "Look at the text again and key it in once more.")
    new = ("Xin mã mới, không mất tiền.", "Ask for a new code, it is free.")
    hint_vi, hint_en = hint if retry else new
    return Invalid(f"code.{code}", vi, en, where="code", hint_vi=hint_vi, hint_en=hint_en)
