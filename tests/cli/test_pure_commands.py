"""The commands that work without a database, run as the administrator runs them."""

import json
import subprocess
import sys

import pytest

CARD = "001301012345|012345678|Nguyễn Thị Mẫu|05092001|Nữ|Số 1 Phố Thử, Hà Nội|12082021"


def cuamo(*words, stdin=""):
    return subprocess.run(
        [sys.executable, "-m", "cuamo.cli.main", *words],
        input=stdin.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )


def answer(*words, stdin=""):
    done = cuamo(*words, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_due_moment_in_working_days():
    assert answer("calendar", "due", "2026-09-11T16:00:00+07:00", "--days", "2") == {
        "starts_at": "2026-09-11T16:00:00+07:00",
        "due_at": "2026-09-15T16:00:00+07:00",
    }


def test_a_due_moment_in_working_hours():
    due = answer("calendar", "due", "2026-09-11 16:30", "--hours", "8")
    assert due["due_at"] == "2026-09-14T16:30:00+07:00"


def test_a_same_day_due_moment():
    due = answer("calendar", "due", "2026-09-11T08:00:00Z", "--same-day")
    assert due["due_at"] == "2026-09-14T17:00:00+07:00"


def test_a_card_is_read_from_the_argument_and_from_standard_input():
    card = answer("card", "read", CARD)
    assert card["full_name"] == "Nguyễn Thị Mẫu"
    assert (card["birth_date"], card["issued_on"], card["warnings"]) == ("2001-09-05", "2021-08-12", [])
    assert answer("card", "read", "-", stdin=f"\ufeff{CARD}\r\n") == card


def test_a_payload_goes_there_and_back():
    words = ["--bin", "970432", "--account", "1234567890123", "--amount", "15000", "--purpose", "PAY H2616"]
    payload = cuamo("vietqr", "encode", *words).stdout.decode().strip()
    qr = answer("vietqr", "decode", payload)
    assert (qr["bin"], qr["account"], qr["amount"]) == ("970432", "1234567890123", 15000)
    assert qr["purpose"] == "PAY H2616"


def test_a_tax_code_is_checked():
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
def test_bad_input_ends_in_one_clear_line(words):
    done = cuamo(*words)
    said = done.stderr.decode()
    assert done.returncode != 0
    assert done.stdout == b""
    assert said.startswith("error: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["calendar", "due"], ["card", "read"], ["taxcode", "check"], ["vietqr", "encode"], ["vietqr", "decode"]],
)
def test_every_command_explains_itself(words):
    done = cuamo(*words, "--help")
    assert done.returncode == 0
    assert b"--json" in done.stdout


def test_binary_standard_input_is_refused_in_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "cuamo.cli.main", "card", "read", "-"],
        input=b"\xff\xfe\x00",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith(b"error: ")
