"""Addresses of the audience `account`; the names are those the sign-in library looks for."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.account import confirm, enrol, protection, sign_in, vneid

urlpatterns: list[URLPattern | URLResolver] = [
    path("", sign_in.sign_in, name="account_login"),
    path("ra/", sign_in.sign_out, name="account_logout"),
    path("ngung-dung/", sign_in.inactive, name="account_inactive"),
    path("xac-nhan/", confirm.second_factor, name="mfa_authenticate"),
    path("xac-nhan-lai/", confirm.password_again, name="account_reauthenticate"),
    path("xac-nhan-lai/ma/", confirm.code_again, name="mfa_reauthenticate"),
    path("xac-nhan-lai/khoa/", confirm.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("khoa/", confirm.passkey_sign_in, name="mfa_login_webauthn"),
    path("bao-ve/", protection.protection, name="mfa_index"),
    path("bao-ve/mat-khau/", protection.new_password, name="account_change_password"),
    path("bao-ve/ung-dung/", enrol.enrol, name="mfa_activate_totp"),
    path("bao-ve/ung-dung/go/", enrol.remove_app, name="mfa_deactivate_totp"),
    path("bao-ve/ma-du-phong/", enrol.recovery_codes, name="mfa_view_recovery_codes"),
    path("bao-ve/ma-du-phong/moi/", enrol.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("bao-ve/ma-du-phong/tai/", enrol.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("bao-ve/khoa/", protection.passkeys, name="mfa_list_webauthn"),
    path("bao-ve/khoa/them/", protection.add_passkey, name="mfa_add_webauthn"),
    path("bao-ve/khoa/<int:pk>/", protection.rename_passkey, name="mfa_edit_webauthn"),
    path("bao-ve/khoa/<int:pk>/go/", protection.remove_passkey, name="mfa_remove_webauthn"),
    path("vneid/huy/", vneid.cancelled, name="socialaccount_login_cancelled"),
    path("vneid/loi/", vneid.failed, name="socialaccount_login_error"),
    path("vneid/muc-2/", vneid.level_needed, name="account_level_needed"),
    path("vneid/dang-ky/", vneid.unused, name="socialaccount_signup"),
    path("vneid/lien-ket/", vneid.unused, name="socialaccount_connections"),
    path("thu-dien-tu/", vneid.unused, name="account_email"),
    path("<str:provider_id>/login/", vneid.start, name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", vneid.callback, name="openid_connect_callback"),
]
