"""The second factor: secrets are encrypted, the QR is drawn by us, nobody takes off the last one."""

import base64
import io

import segno
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from cuamo.kernel.crypto import decrypt, encrypt
from cuamo.web.account.words import say_later

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """What the library of second factors asks us."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": say_later(
            "Mã chưa đúng. Chờ mã mới trong ứng dụng rồi nhập 6 số.",
            "The code is not right. Wait for a new one in the app, then enter 6 digits.",
        ),
        "cannot_delete_authenticator": say_later(
            "Cần giữ ít nhất một cách xác nhận.", "At least one way to confirm must stay."
        ),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt(text)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(base64.b64decode(encrypted_text))

    def build_totp_svg(self, url: str) -> str:
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="white", xmldecl=False)
        return drawn.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: object, type: str) -> str:  # the library's name
        return "Khóa truy cập"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Cửa Mở"}


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
