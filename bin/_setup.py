"""Make `.venv` from the lock file; called by `_bootstrap` when the stamp in it does not match.

Needs Python >= 3.11 and nothing else. Finds uv, or brings it: by pip, by ensurepip, or by the pip that
Debian packs as `python3-pip-whl`, unpacked below `.uv/` without touching the system.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".uv"
BOOTSTRAP = ROOT / "requirements" / "bootstrap.lock"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST_UV = (0, 5)


class SetupError(Exception):
    """Said in one line."""


def main(kind: str, stamp: str) -> None:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_ready(kind, stamp):
            return
        started = time.monotonic()
        if (VENV / "ready-dev").exists():
            kind = "dev"
        say(f"setting up the environment in .venv from requirements/{kind}.lock")
        uv = find_uv() or bring_uv()
        make_venv(uv)
        sync(uv, kind)
        link_product()
        (VENV / f"ready-{kind}").write_text(stamp)
        say(f"environment ready in {time.monotonic() - started:.1f} s")


def is_ready(kind: str, stamp: str) -> bool:
    kinds = {"dev", kind}
    return any((VENV / f"ready-{k}").is_file() and (VENV / f"ready-{k}").read_text() == stamp for k in kinds)


def find_uv() -> str | None:
    """Return a uv that runs and is new enough, from PATH or brought earlier."""
    for candidate in (shutil.which("uv"), TOOLS / "tools" / "bin" / "uv", TOOLS / "venv" / "bin" / "uv"):
        if candidate is None:
            continue
        words = output([str(candidate), "--version"]).split()
        if len(words) >= 2 and version(words[1]) >= OLDEST_UV:
            return str(candidate)
    return None


def bring_uv() -> str:
    """Install the pinned uv below `.uv/`, by whatever pip this machine can give."""
    say("bringing the installer (uv)")
    if output([sys.executable, "-m", "pip", "--version"]):
        return pip_install([sys.executable, "-m", "pip"])
    shutil.rmtree(TOOLS / "venv", ignore_errors=True)
    if succeeds([sys.executable, "-m", "venv", str(TOOLS / "venv")]):
        return pip_install([str(TOOLS / "venv" / "bin" / "python"), "-m", "pip"])
    return pip_install([sys.executable, pip_of_debian()])


def pip_install(pip: list[str]) -> str:
    target = TOOLS / "tools"
    shutil.rmtree(target, ignore_errors=True)
    options = ["--quiet", "--no-cache-dir", "--disable-pip-version-check", "--no-warn-script-location"]
    options.append("--root-user-action=ignore")
    run([*pip, "install", *options, "--require-hashes", "--target", str(target), "-r", str(BOOTSTRAP)])
    uv = target / "bin" / "uv"
    if not output([str(uv), "--version"]):
        raise SetupError("pip installed uv, but it does not run: install uv by hand and start again")
    return str(uv)


def pip_of_debian() -> str:
    """Return pip out of the Debian package `python3-pip-whl`, downloaded as any user and not installed."""
    missing = "Python lacks pip and venv: apt-get install python3-venv (or put uv on PATH), then start again"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SetupError(missing)
    say("no pip and no venv here: taking pip from the distribution's package python3-pip-whl")
    state = TOOLS / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "unpacked"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    options = ["-q", "-o", f"Dir::State::Lists={state / 'lists'}", "-o", f"Dir::Cache={state / 'cache'}"]
    if os.geteuid() == 0:
        options += ["-o", "APT::Sandbox::User=root"]
    for verb in (["update"], ["download", "python3-pip-whl"]):
        if not succeeds(["apt-get", *options, *verb], cwd=state):
            raise SetupError(missing)
    for package in state.glob("python3-pip-whl_*.deb"):
        run(["dpkg-deb", "-x", str(package), str(state / "unpacked")])
    wheels = sorted((state / "unpacked").glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        raise SetupError(missing)
    return str(wheels[-1] / "pip")


def make_venv(uv: str) -> None:
    """Keep a sound environment, make a broken or half-made one anew."""
    half_made = VENV / "half-made"
    sound = (VENV / "pyvenv.cfg").is_file() and not half_made.exists()
    if not sound or not output([str(VENV / "bin" / "python"), "--version"]):
        shutil.rmtree(VENV, ignore_errors=True)
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    half_made.touch()
    for stamp in VENV.glob("ready-*"):
        stamp.unlink()


def sync(uv: str, kind: str) -> None:
    lock = ROOT / "requirements" / f"{kind}.lock"
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    python = str(VENV / "bin" / "python")
    run([uv, "pip", "sync", *quiet, "--python", python, "--require-hashes", "--compile-bytecode", str(lock)])


def link_product() -> None:
    """Put `src/` on the environment's path and the command beside its interpreter; nothing is built."""
    (packages,) = VENV.glob("lib/python3*/site-packages")
    (packages / "cuamo.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "cuamo"
    command.write_text(f'#!/bin/sh\nexec "{VENV / "bin" / "python"}" -m cuamo.cli.main "$@"\n')
    command.chmod(0o755)
    (VENV / "half-made").unlink()


def environment() -> dict[str, str]:
    """Return the installer's environment: system Python and certificates, a cache that can be written."""
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    env.pop("VIRTUAL_ENV", None)
    if SYSTEM_CERTIFICATES.exists():
        env.setdefault("SSL_CERT_FILE", str(SYSTEM_CERTIFICATES))
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME")
    if not home or not os.access(home, os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(TOOLS / "cache"))
    if "PIP_INDEX_URL" in env:
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    return env


def run(command: list[str]) -> None:
    if subprocess.run(command, check=False, env=environment()).returncode:
        raise SetupError(f"this failed, see above: {Path(command[0]).name} {' '.join(command[1:3])} …")


def succeeds(command: list[str], cwd: Path = ROOT) -> bool:
    return subprocess.run(command, check=False, cwd=cwd, capture_output=True).returncode == 0


def output(command: list[str]) -> str:
    """Return what a command prints, or nothing when it is missing or fails."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment())
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except SetupError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"error: the environment cannot be made: {error}")
