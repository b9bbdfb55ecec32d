"""A5 How this account is protected; A6 passkeys; A7 change the password."""

from typing import Any

from allauth.account.views import PasswordChangeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ListWebAuthnView, RemoveWebAuthnView
from django.utils import timezone

from cuamo.organisation.selectors.staff import actor_of, memberships_of
from cuamo.web.account.landing import NOWHERE, landing_of
from cuamo.web.account.pages import SaysErrors
from cuamo.web.audiences import staff_required


class ProtectionView(IndexView):  # type: ignore[misc]  # allauth carries no types
    """Roles held, ways to confirm, password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        account = self.request.user
        landing = landing_of(actor_of(account, at=now))
        return {
            **super().get_context_data(**kwargs),
            "memberships": list(memberships_of(account.id, at=now)),
            "landing": "" if landing == NOWHERE else landing,
        }


class AddPasskeyView(SaysErrors, AddWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """Let this device confirm by fingerprint, face or PIN."""

    first_field = "name"


class RenamePasskeyView(SaysErrors, EditWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """Give a passkey another name."""

    first_field = "name"


class NewPasswordView(SaysErrors, PasswordChangeView):  # type: ignore[misc]  # allauth carries no types
    """Current password, new one twice."""

    first_field = "oldpassword"


protection = staff_required()(ProtectionView.as_view(template_name="mfa/index.html"))
passkeys = staff_required()(ListWebAuthnView.as_view(template_name="mfa/webauthn/authenticator_list.html"))
add_passkey = staff_required()(AddPasskeyView.as_view(template_name="mfa/webauthn/add_form.html"))
rename_passkey = staff_required()(RenamePasskeyView.as_view(template_name="mfa/webauthn/edit_form.html"))
remove_passkey = staff_required()(
    RemoveWebAuthnView.as_view(template_name="mfa/webauthn/authenticator_confirm_delete.html")
)
new_password = staff_required()(NewPasswordView.as_view(template_name="account/password_change.html"))
