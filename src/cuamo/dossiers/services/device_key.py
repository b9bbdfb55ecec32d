"""The key of a clerk's store on a PC, kept so that a forgotten PIN loses nothing."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import DeviceKey
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted

KEY = re.compile(r"[A-Za-z0-9+/_=.:-]{16,400}")
MINUTES_AFTER_SIGN_IN = 5


@transaction.atomic
def keep_device_key(*, device: UUID, key: str, clerk: Actor, at: datetime) -> DeviceKey:
    """Keep the key of this clerk's store on this PC, encrypted (gửi giữ khóa). Records `device.key_kept`.

    The same key again changes nothing.

    Raises:
        Invalid: it is no key.
    """
    if not KEY.fullmatch(key):
        raise Invalid("device.key", "Khóa gửi lên không đúng dạng.", "That is no key.", where="key")
    kept = DeviceKey.objects.select_for_update().filter(device=device, clerk_id=clerk.id).first()
    if kept is not None and kept.key == key:
        return kept
    if kept is None:
        kept, _ = DeviceKey.objects.get_or_create(
            device=device, clerk_id=clerk.id, defaults={"key": key, "stored_at": at}
        )
    kept.key, kept.stored_at = key, at
    kept.save(update_fields=["key", "stored_at"])
    events.record("device.key_kept", kept.id, actor=clerk, at=at, device=str(device))
    return kept


@transaction.atomic
def give_device_key(*, device: UUID, clerk: Actor, second_factor_at: datetime | None, at: datetime) -> str:
    """Give the clerk back the key of their own store (lấy lại khóa). Records `device.key_given`.

    Args:
        second_factor_at: when this session was last shown the clerk's second factor.
    Raises:
        NotPermitted: that is more than five minutes ago; nothing was given.
        NotFound: no key of this clerk is kept for this PC.
    """
    fresh = second_factor_at is not None and 0 <= (at - second_factor_at).total_seconds() <= (
        MINUTES_AFTER_SIGN_IN * 60
    )
    if not fresh:
        raise NotPermitted(
            "device.sign_in_again",
            f"Lấy lại khóa chỉ được trong {MINUTES_AFTER_SIGN_IN} phút sau khi đăng nhập đủ hai bước.",
            f"The key is given within {MINUTES_AFTER_SIGN_IN} minutes of a full sign-in only.",
            where="session",
            hint_vi="Đăng nhập lại bằng mật khẩu và mã trong ứng dụng, rồi thử lại.",
            hint_en="Sign in again with password and code, then try again.",
        )
    kept = DeviceKey.objects.filter(device=device, clerk_id=clerk.id).first()
    if kept is None:
        raise NotFound(
            "device.no_key",
            "Máy chủ không giữ khóa nào của máy này cho tài khoản này.",
            "No key of this PC is kept for this account.",
            where="device",
        )
    events.record("device.key_given", kept.id, actor=clerk, at=at, device=str(device))
    return str(kept.key)
