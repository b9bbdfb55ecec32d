"""A3 Set up the authenticator app; A4 recovery codes."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpResponse
from django.utils import timezone

from cuamo.organisation.selectors.staff import actor_of
from cuamo.web.account.landing import landing_of
from cuamo.web.account.pages import SaysErrors
from cuamo.web.audiences import staff_required


class EnrolView(SaysErrors, ActivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """Scan the QR, key in the first code; the session then counts as confirmed."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {**context, "secret_groups": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth carries no types
    """The codes for the day the phone is lost."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        landing = landing_of(actor_of(self.request.user, at=timezone.now()))
        return {**super().get_context_data(**kwargs), "landing": landing}


enrol = staff_required()(EnrolView.as_view(template_name="mfa/totp/activate_form.html"))
remove_app = staff_required()(DeactivateTOTPView.as_view(template_name="mfa/totp/deactivate_form.html"))
recovery_codes = staff_required()(RecoveryCodesView.as_view(template_name="mfa/recovery_codes/index.html"))
new_recovery_codes = staff_required()(
    GenerateRecoveryCodesView.as_view(template_name="mfa/recovery_codes/generate.html")
)
download_recovery_codes = staff_required()(DownloadRecoveryCodesView.as_view())
