import os
import subprocess
import sys
from unittest.mock import patch

import click
import pytest

from cuamo.cli import main as command_line
from cuamo.kernel.errors import NotFound
from cuamo.ops.errors import OpsError


def cuamo(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cuamo.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["--bogus"],
        ["backup"],
        ["backup", "/no/such/folder/b.tar"],
        ["restore"],
        ["restore", "/no/such/file.tar"],
        ["database", "bogus"],
    ],
)
def test_bad_input_gives_one_clear_line_and_exit_code_2(words):
    done = cuamo(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_help_names_every_command_without_loading_one():
    done = cuamo("--help")

    assert done.returncode == 0
    assert all(f"  {name}" in done.stdout for name in command_line.COMMANDS)


def test_every_command_of_the_table_exists_and_has_help(monkeypatch, capsys):
    for name in command_line.COMMANDS:
        monkeypatch.setattr(sys, "argv", ["cuamo", name, "--help"])
        with patch.dict(os.environ), pytest.raises(SystemExit) as stopped:
            command_line.main()
        said = capsys.readouterr()
        assert (stopped.value.code, said.err) == (0, ""), name
        assert "Usage: cuamo " + name in said.out


@pytest.mark.parametrize("name", ["user", "vietqr"])
def test_a_command_sets_up_what_it_needs_in_a_process_of_its_own(name):
    done = cuamo(name, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: cuamo " + name in done.stdout


def test_pure_commands_never_import_django():
    look = "import sys; from cuamo.cli import main; import click; c = click.Context(main.commands)\n"
    look += "[main.commands.get_command(c, n) for n, e in main.COMMANDS.items() if not e.database]\n"
    look += "assert 'django' not in sys.modules"

    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (ValueError("no such day"), 2, "error: no such day\n"),
        (click.BadParameter("not a number"), 2, "error: Invalid value: not a number\n"),
        (
            NotFound("x", "Không có hồ sơ này", "No such dossier"),
            2,
            "error: No such dossier / Không có hồ sơ này\n",
        ),
        (OpsError("the disk is full"), 1, "error: the disk is full\n"),
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
    ],
)
def test_what_goes_wrong_in_a_command_is_said_in_one_line(monkeypatch, capsys, error, code, line):
    def fail(**_kwargs):
        raise error

    monkeypatch.setattr(command_line.commands, "main", fail)

    with pytest.raises(SystemExit) as stopped:
        command_line.main()

    assert stopped.value.code == code
    assert capsys.readouterr().err == line


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    def fail(**_kwargs):
        raise RuntimeError("a fault")

    monkeypatch.setattr(command_line.commands, "main", fail)

    with pytest.raises(RuntimeError):
        command_line.main()
