"""Forms of the sign-in pages; the templates draw them with `{% field %}`."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from cuamo.web.account import limits
from cuamo.web.account.words import say_later


def _say_required(form: forms.Form, **texts: Any) -> None:
    for name, text in texts.items():
        if name in form.fields:
            form.fields[name].error_messages["required"] = text


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """User name and password (tên đăng nhập, mật khẩu)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_required(
            self,
            login=say_later("Nhập tên đăng nhập.", "Enter the user name."),
            password=say_later("Nhập mật khẩu.", "Enter the password."),
        )


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_required(self, password=say_later("Nhập mật khẩu.", "Enter the password."))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth carries no types
    """Current password, new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_required(
            self,
            oldpassword=say_later("Nhập mật khẩu đang dùng.", "Enter the current password."),
            password1=say_later(
                "Nhập mật khẩu mới, ít nhất 12 ký tự.", "Enter the new password, 12 or more."
            ),
            password2=say_later("Nhập lại mật khẩu mới.", "Enter the new password again."),
        )


class _OneTimeCode:
    """Counts tries across processes and takes each code once."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        now = timezone.now()
        limits.before_code(account_id=self.user.pk, at=now)
        code: str = super().clean_code()  # type: ignore[misc]  # the form this is mixed into
        if not limits.use_code_once(account_id=self.user.pk, code=code, at=now):
            raise forms.ValidationError(
                say_later(
                    "Mã này đã dùng rồi. Chờ mã mới trong ứng dụng.",
                    "This code has been used. Wait for a new one in the app.",
                ),
                code="used",
            )
        limits.after_code(account_id=self.user.pk)
        return code


class CodeForm(_OneTimeCode, AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The second factor at sign-in: code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_required(self, code=say_later("Nhập mã 6 số.", "Enter the 6-digit code."))


class CodeAgainForm(_OneTimeCode, CodeReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The second factor once more, before something weighty."""


class EnrolForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_required(self, code=say_later("Nhập mã 6 số trong ứng dụng.", "Enter the 6 digits of the app."))
