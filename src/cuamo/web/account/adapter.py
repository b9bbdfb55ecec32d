"""How accounts sign in: tries are limited, nobody signs up, each role lands in its own area."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account
from cuamo.web.account import limits
from cuamo.web.account.landing import landing_of
from cuamo.web.account.place import place_of
from cuamo.web.account.words import say_later


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """What the sign-in library asks us."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": say_later(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Xem lại chữ hoa, chữ thường và bộ gõ tiếng Việt.",
            "User name or password is not right. Check capitals and the Vietnamese keyboard.",
        ),
        "account_inactive": say_later(
            "Tài khoản này đã ngừng dùng. Hỏi quản lý của đơn vị.",
            "This account is no longer in use. Ask the manager of the unit.",
        ),
        "incorrect_password": say_later("Mật khẩu chưa đúng.", "The password is not right."),
        "enter_current_password": say_later("Nhập mật khẩu đang dùng.", "Enter the current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a staff account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return place_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        limits.before_password(
            name=str(credentials.get("username", "")), place=self.get_client_ip(request), at=timezone.now()
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            limits.after_password(
                name=str(credentials.get("username", "")), place=self.get_client_ip(request)
            )
        return account

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing_of(actor_of(request.user, at=timezone.now()))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A citizen's first time is like every other time."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/dang-nhap/bao-ve/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before something weighty, but not of somebody who has just signed in."""
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(self.request, self.request.user)
        return not any(record.get("at", 0) > since for record in records)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Staff accounts need no mailbox; the ledger keeps what happened."""
