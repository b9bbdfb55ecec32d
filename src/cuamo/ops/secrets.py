"""Secrets of this installation: made at the first start, kept in `var/secrets.env`, closed to others."""

import os
import secrets
from pathlib import Path

from cuamo.ops import paths
from cuamo.ops.errors import OpsError

NAMES = (
    "CUAMO_SECRET_KEY",
    "CUAMO_DATA_KEY",
    "CUAMO_SMS_SECRET",
    "CUAMO_PAYMENT_SECRET",
    "CUAMO_SIGNING_SECRET",
    "CUAMO_IDENTITY_SECRET",
    "CUAMO_ARCHIVE_SECRET",
    "CUAMO_VNPOST_SECRET",
    "CUAMO_VIETTELPOST_SECRET",
    "CUAMO_VIETTELPOST_WEBHOOK_SECRET",
)
HEADER = "# Without CUAMO_DATA_KEY the encrypted columns are lost: keep a copy of this file elsewhere.\n"


def load_or_make(folder: Path | None = None) -> dict[str, str]:
    """Return the secrets of the installation; what is missing is made and kept.

    Two first starts at once agree: one file wins, the other process reads it.
    """
    file = (folder or paths.make_var()) / "secrets.env"
    if file.exists():
        kept = _read(file)
        missing = [name for name in NAMES if name not in kept]
        if missing:
            made = {name: secrets.token_hex(32) for name in missing}
            with file.open("a") as out:
                out.writelines(f"{name}={value}\n" for name, value in made.items())
            kept |= made
        return kept
    draft = file.with_name(f"secrets.env.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(HEADER)
        out.writelines(f"{name}={secrets.token_hex(32)}\n" for name in NAMES)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(file)


def _read(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text().splitlines()
    except PermissionError:
        raise OpsError(
            f"{file} belongs to another user: run this as the user who started the product first"
        ) from None
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}
