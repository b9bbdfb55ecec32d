"""The commands that work without a database, run as the administrator runs them."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from cuamo.cli.main import main

CARD = "001301012345|012345678|Nguyễn Thị Mẫu|05092001|Nữ|Số 1 Phố Thử, Hà Nội|12082021"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def cuamo(monkeypatch, capsys):
    def run(*words, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["cuamo", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Done(left.value.code, said.out, said.err)

    return run


@pytest.fixture
def answer(cuamo):
    def run(*words, stdin=b""):
        done = cuamo(*words, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_due_moment_in_working_days(answer):
    assert answer("calendar", "due", "2026-09-11T16:00:00+07:00", "--days", "2") == {
        "starts_at": "2026-09-11T16:00:00+07:00",
        "due_at": "2026-09-15T16:00:00+07:00",
    }


def test_a_due_moment_in_working_hours(answer):
    due = answer("calendar", "due", "2026-09-11 16:30", "--hours", "8")
    assert due["due_at"] == "2026-09-14T16:30:00+07:00"


def test_a_same_day_due_moment(answer):
    due = answer("calendar", "due", "2026-09-11T08:00:00Z", "--same-day")
    assert due["due_at"] == "2026-09-14T17:00:00+07:00"


def test_a_card_is_read_from_the_argument_and_from_standard_input(answer):
    card = answer("card", "read", CARD)
    assert card["full_name"] == "Nguyễn Thị Mẫu"
    assert (card["birth_date"], card["issued_on"], card["warnings"]) == ("2001-09-05", "2021-08-12", [])
    assert answer("card", "read", "-", stdin=f"\ufeff{CARD}\r\n".encode()) == card


def test_a_payload_goes_there_and_back(answer, cuamo):
    words = ["--bin", "970432", "--account", "1234567890123", "--amount", "15000", "--purpose", "PAY H2616"]
    payload = cuamo("vietqr", "encode", *words).stdout.strip()
    qr = answer("vietqr", "decode", payload)
    assert (qr["bin"], qr["account"], qr["amount"]) == ("970432", "1234567890123", 15000)
    assert qr["purpose"] == "PAY H2616"


def test_a_tax_code_is_checked(answer):
    assert answer("taxcode", "check", "0100109106")["valid"]


@pytest.mark.parametrize(
    "words",
    [
        ["calendar", "due", "2026-09-11 16:30"],
        ["calendar", "due", "2026-09-11 16:30", "--hours", "8", "--days", "1"],
        ["calendar", "due", "2026-09-11 16:30", "--hours", "0"],
        ["calendar", "due", "2026-09-11 16:30", "--hours", "many"],
        ["calendar", "due", "2026-02-30 16:30", "--hours", "8"],
        ["calendar", "due", "yesterday", "--same-day"],
        ["calendar", "due", "9999-12-31 16:30", "--hours", "8"],
        ["card", "read", "hello"],
        ["card", "read", ""],
        ["taxcode", "check", "0100109107"],
        ["vietqr", "encode", "--bin", "97", "--account", "1"],
        ["vietqr", "encode", "--bin", "970432", "--account", "1", "--amount", "-1"],
        ["vietqr", "encode", "--bin", "970432", "--account", "1", "--purpose", "Nộp phí"],
        ["vietqr", "decode", "000201"],
    ],
)
def test_bad_input_ends_in_one_clear_line(cuamo, words):
    done = cuamo(*words)
    said = done.stderr
    assert done.returncode != 0
    assert done.stdout == ""
    assert said.startswith("error: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["calendar", "due"], ["card", "read"], ["taxcode", "check"], ["vietqr", "encode"], ["vietqr", "decode"]],
)
def test_every_command_explains_itself(cuamo, words):
    done = cuamo(*words, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout


def test_binary_standard_input_is_refused_in_one_line(cuamo):
    done = cuamo("card", "read", "-", stdin=b"\xff\xfe\x00")
    assert done.returncode != 0
    assert done.stderr == "error: standard input is not UTF-8 text\n"


def test_a_pure_command_never_loads_django():
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "cuamo.cli.main",
            "calendar",
            "due",
            "2026-09-11 16:00",
            "--same-day",
        ],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"cuamo.kernel.calendar" in done.stderr
    assert b"django" not in done.stderr
