"""Settings shared by every environment; each reads the environment once, here."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from cuamo.config.database import APP_ROLE, connection_from_url
from cuamo.config.faults import LOGGING  # noqa: F401
from cuamo.config.settings.sign_in import *  # noqa: F403
from cuamo.config.settings.sign_in import vneid_provider
from cuamo.notices.rules.quiet import hours_from

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
VAR = Path(os.environ.get("CUAMO_VAR", ROOT / "var"))
_CLONE_REFERENCE = ROOT / "reference"
REFERENCE = Path(
    os.environ.get("CUAMO_REFERENCE")
    or (_CLONE_REFERENCE if _CLONE_REFERENCE.is_dir() else PACKAGE / "_reference")
)
"""The reference data: of the clone, or the copy inside an installed package."""

SECRET_KEY = os.environ.get("CUAMO_SECRET_KEY", "")
DATA_KEY = os.environ.get("CUAMO_DATA_KEY", "")
"""32 bytes as hex; every encrypted column and keyed hash hangs on it."""
DEBUG = False
ALLOWED_HOSTS = [
    host for host in os.environ.get("CUAMO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]
PUBLIC_URL = os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HOTLINE = os.environ.get("CUAMO_HOTLINE", "024.1022")

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://cuamo_owner@127.0.0.1:5432/cuamo")
DATABASE_AS_OWNER = os.environ.get("CUAMO_AS_OWNER") == "1"
"""Migrations and backups run as the owner; everything else as the role that cannot alter the ledger."""
DATABASES = {
    "default": connection_from_url(
        DATABASE_URL,
        role=None if DATABASE_AS_OWNER else APP_ROLE,
        pool=os.environ.get("CUAMO_POOL") == "1",
    )
}

SMS_URL = os.environ.get("CUAMO_SMS_URL", "http://127.0.0.1:8101")
SMS_SECRET = os.environ.get("CUAMO_SMS_SECRET", "")
PAYMENT_URL = os.environ.get("CUAMO_PAYMENT_URL", "http://127.0.0.1:8102")
PAYMENT_SECRET = os.environ.get("CUAMO_PAYMENT_SECRET", "")
PAYMENT_BANK = os.environ.get("CUAMO_PAYMENT_BANK", "970432")
PAYMENT_ACCOUNT = os.environ.get("CUAMO_PAYMENT_ACCOUNT", "1234567890123")
PAYMENT_ACCOUNTS = dict(
    part.split("=", 1) for part in os.environ.get("CUAMO_PAYMENT_ACCOUNTS", "").split(",") if "=" in part
)
"""Other accounts, by whom the whole sum is due to: `ministry=1234567890124`."""
"""Bank (BIN) and account fees are paid to; the default is the invented account of the simulator."""
PAYMENT_LATE_QUESTIONS = int(os.environ.get("CUAMO_PAYMENT_LATE_QUESTIONS", "6"))
"""After how many answers that nothing came a code another one took the place of is asked about no more."""
SIGNING_URL = os.environ.get("CUAMO_SIGNING_URL", "http://127.0.0.1:8103")
SIGNING_SECRET = os.environ.get("CUAMO_SIGNING_SECRET", "")
IDENTITY_URL = os.environ.get("CUAMO_IDENTITY_URL", "http://localhost:8104")
IDENTITY_CLIENT_ID = os.environ.get("CUAMO_IDENTITY_CLIENT_ID", "cuamo")
IDENTITY_SECRET = os.environ.get("CUAMO_IDENTITY_SECRET", "")
SOCIALACCOUNT_PROVIDERS = vneid_provider(
    server_url=IDENTITY_URL, client_id=IDENTITY_CLIENT_ID, secret=IDENTITY_SECRET
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://localhost")
ARCHIVE_URL = os.environ.get("CUAMO_ARCHIVE_URL", "http://127.0.0.1:8105")
ARCHIVE_SECRET = os.environ.get("CUAMO_ARCHIVE_SECRET", "")
VNPOST_URL = os.environ.get("CUAMO_VNPOST_URL", "http://127.0.0.1:8106")
VNPOST_KEY = os.environ.get("CUAMO_VNPOST_KEY", "cuamo")
VNPOST_SECRET = os.environ.get("CUAMO_VNPOST_SECRET", "")
VNPOST_CUSTOMER = os.environ.get("CUAMO_VNPOST_CUSTOMER", "CUAMO")
VIETTELPOST_URL = os.environ.get("CUAMO_VIETTELPOST_URL", "http://127.0.0.1:8107")
VIETTELPOST_USERNAME = os.environ.get("CUAMO_VIETTELPOST_USERNAME", "cuamo")
VIETTELPOST_SECRET = os.environ.get("CUAMO_VIETTELPOST_SECRET", "")
VIETTELPOST_WEBHOOK_SECRET = os.environ.get("CUAMO_VIETTELPOST_WEBHOOK_SECRET", "")
VIETTELPOST_CUSTOMER = os.environ.get("CUAMO_VIETTELPOST_CUSTOMER", "CUAMO")
"""Accounts of the centre at the two carriers; `reference/carriers/` says what their codes mean."""
CLAMD_SOCKET = os.environ.get("CUAMO_CLAMD_SOCKET", "")
QUIET_HOURS = hours_from(os.environ.get("CUAMO_QUIET_HOURS", "21:00-07:00"))
"""From and until when no text goes out that carries no code; the city's own choice, no law."""
SPEECH_PROGRAM = os.environ.get("CUAMO_SPEECH", "espeak-ng")
"""Reads the citizen screen aloud; empty switches it off. Where it is not installed, no page offers it."""
FILES = Path(os.environ.get("CUAMO_FILES", VAR / "files"))

DOMAIN_APPS = [
    "cuamo.kernel",
    "cuamo.people",
    "cuamo.organisation",
    "cuamo.catalogue",
    "cuamo.documents",
    "cuamo.payments",
    "cuamo.delivery",
    "cuamo.notices",
    "cuamo.appointments",
    "cuamo.dossiers",
    "cuamo.settlement",
    "cuamo.archive",
    "cuamo.oversight",
    "cuamo.interop",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *DOMAIN_APPS,
    "cuamo.web",
    "cuamo.config",
]
MIDDLEWARE = [
    "cuamo.web.middleware.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cuamo.web.middleware.head.Head",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cuamo.web.middleware.language.Language",
    "cuamo.api.middleware.ApiProblems",
    "cuamo.web.middleware.weight.Weight",
    "cuamo.web.middleware.clean_input.CleanInput",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cuamo.web.account.middleware.SecondFactorRequired",
    "cuamo.web.counter.lock_guard.CounterLock",
    "cuamo.web.counter.training_ground.TrainingGround",
    "cuamo.web.middleware.domain_errors.DomainErrors",
]
ROOT_URLCONF = "cuamo.config.urls"
WSGI_APPLICATION = "cuamo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["cuamo.web.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cuamo.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 10
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "cuamo.web.errors.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cuamo.web.static_files.VersionedModules"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
