"""Citizens arrive from VNeID: who they are is taken over once and kept encrypted."""

from typing import Any
from uuid import uuid5

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from cuamo.kernel.errors import DomainError
from cuamo.people.models import Account
from cuamo.web.account.citizen_account import ACCOUNTS, bring_account_up_to_date
from cuamo.web.account.claims import Claims, read_claims
from cuamo.web.account.vneid_client import VneidProvider
from cuamo.web.account.words import say_later

LEVEL_NEEDED = 2
"""VNeID level (mức độ định danh) a dossier needs."""


class CitizenAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """What the OpenID Connect client asks us; nothing the provider says is kept beside our own tables."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "invalid_token": say_later(
            "VNeID chưa xác nhận được. Thử lại.", "VNeID could not confirm. Try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> VneidProvider:
        """Return the only provider there is."""
        return VneidProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        """Take the claims off the library's record before it can save them in clear."""
        sociallogin.claims = read_claims(sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}
        account: Account = sociallogin.user
        account.username = f"vneid-{uuid5(ACCOUNTS, sociallogin.account.uid)}"
        account.full_name = sociallogin.claims.full_name
        account.kind = "CITIZEN"
        return account

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims: Claims = sociallogin.claims
        if claims.level < LEVEL_NEEDED or not claims.personal_id:
            raise ImmediateHttpResponse(redirect("account_level_needed"))
        try:
            bring_account_up_to_date(sociallogin.user, claims=claims, at=timezone.now())
        except DomainError as error:
            raise ImmediateHttpResponse(redirect("socialaccount_login_error")) from error

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Account:
        account: Account = sociallogin.user
        account.set_unusable_password()
        sociallogin.save(request)
        return account
