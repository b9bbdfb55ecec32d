"""Let a person show that a new number is theirs: a code goes there and comes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.notices.models import OneTimeCode
from cuamo.notices.services.code import check_code, issue_code
from cuamo.people.services.find_or_create import hash_of_phone

PURPOSE = "correct-phone"


@transaction.atomic
def send_number_code(*, citizen: Actor, phone: str, at: datetime) -> str:
    """Send a code to the number that shall be the citizen's, and return the number as it is kept.

    Raises:
        Invalid: it is no number that receives texts. TooMany: five codes went there within the hour.
    """
    try:
        number = phones.mobile(phone)
    except InvalidIdentifier as fault:
        raise Invalid(
            fault.code, fault.vi, fault.en, where="thong_tin", hint_vi=fault.hint_vi, hint_en=fault.hint_en
        ) from None
    issue_code(
        purpose=PURPOSE, subject_id=UUID(citizen.person_id), phone=number, params={}, template="N8P", at=at
    )
    return number


def require_number_code(*, person_id: UUID, phone: str, code: str, at: datetime) -> None:
    """Take the code that was sent to this very number, once.

    Raises:
        Invalid: none went to this number, or it is wrong, used up or too old.
    """
    codes = OneTimeCode.objects.filter(purpose=PURPOSE, subject_id=person_id)
    newest = codes.order_by("-created_at", "-id").first()
    if newest is None or bytes(newest.phone_hash) != hash_of_phone(phone):
        raise Invalid(
            "code.none",
            "Chưa có mã nào gửi tới số này.",
            "No code was sent to this number.",
            where="ma",
            hint_vi="Để trống ô mã rồi bấm «Gửi yêu cầu» để nhận mã ở số mới.",
            hint_en="Leave the code empty and press “Send the request” to receive one at the new number.",
        )
    try:
        check_code(purpose=PURPOSE, subject_id=person_id, code=code, at=at)
    except Invalid as refused:
        refused.where = "ma"
        raise
