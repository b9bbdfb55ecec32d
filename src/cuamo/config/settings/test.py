"""Settings of the test suite: real database, quick password hashing, plain static files."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("CUAMO_SECRET_KEY", "test-secret-key-not-used-anywhere-else")
os.environ.setdefault("CUAMO_DATA_KEY", "11" * 32)
os.environ.setdefault("CUAMO_AS_OWNER", "1")
if "CUAMO_FILES" not in os.environ:
    os.environ["CUAMO_FILES"] = tempfile.mkdtemp(prefix="cuamo-files-")
    atexit.register(shutil.rmtree, os.environ["CUAMO_FILES"], ignore_errors=True)
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and not os.environ["CUAMO_FILES"].endswith(f"-{_worker}"):
    # Files are kept by their content: what one process of the suite destroys another may still need.
    os.environ["CUAMO_FILES"] += f"-{_worker}"
    atexit.register(shutil.rmtree, os.environ["CUAMO_FILES"], ignore_errors=True)
_OUTSIDE = (
    "SMS",
    "PAYMENT",
    "SIGNING",
    "IDENTITY",
    "ARCHIVE",
    "VNPOST",
    "VIETTELPOST",
    "VIETTELPOST_WEBHOOK",
)
for _secret in _OUTSIDE:
    os.environ.setdefault(f"CUAMO_{_secret}_SECRET", f"test-{_secret.lower()}-secret")

from cuamo.config.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
SECOND_FACTOR_REQUIRED = False
"""Tests that sign in by force have shown none; those of the second factor switch it on."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
