"""The command line: `cuamo <subject> <verb>`; one module per subject, loaded only when asked for."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from cuamo import __version__
from cuamo.ops.errors import OpsError

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130


@dataclass(frozen=True)
class Entry:
    """Where a command lives and what it needs."""

    target: str
    """`module:attribute` below `cuamo.cli`."""
    help: str
    database: bool = True
    """False: a pure command; Django is never imported for it."""
    owner: bool = False
    """True: runs as the owner of the database and not as the role that cannot alter the ledger."""


COMMANDS: dict[str, Entry] = {
    "archive": Entry("archive:archive", "Check a package for the archive.", database=False),
    "backup": Entry("backup:backup", "Write database and files into one archive.", database=False),
    "calendar": Entry("calendar:calendar", "Working time: when does a clock start and end.", database=False),
    "card": Entry("card:card", "Read the QR text of an ID card.", database=False),
    "carrier": Entry("carrier:carrier", "What the status codes of a carrier mean."),
    "catalogue": Entry("catalogue:catalogue", "List, show, import and check procedures."),
    "client": Entry("client:client", "Trusted systems that use the API."),
    "database": Entry("database:database", "Address, shell and preparation of the database.", database=False),
    "dossier": Entry("dossier:dossier", "Rebuild a dossier from its events and compare."),
    "fee": Entry("fee:fee", "What is owed for a procedure, by channel and answers."),
    "jobs": Entry("jobs:jobs", "Background work: what failed for good."),
    "ledger": Entry("ledger:ledger", "Verify the chain of events."),
    "papers": Entry("papers:papers", "Which papers a procedure needs, by answers."),
    "reference": Entry("reference:reference", "Load the reference data."),
    "restore": Entry("backup:restore", "Read an archive of `backup` into the database.", database=False),
    "sample": Entry("sample:sample", "Sample network, people and history."),
    "search": Entry("search:search", "Find procedures by everyday words."),
    "settlement": Entry("settlement:settlement", "Statements of operators: build, count again."),
    "taxcode": Entry("taxcode:taxcode", "Check a tax code.", database=False),
    "user": Entry("user:user", "Create accounts, reset a second factor."),
    "vietqr": Entry("vietqr:vietqr", "Write and read VietQR payloads.", database=False),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.database:
            ctx.with_resource(_product(as_owner=entry.owner))
        module, attribute = entry.target.split(":")
        command = getattr(importlib.import_module(f"cuamo.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@contextlib.contextmanager
def _product(*, as_owner: bool) -> Iterator[None]:
    """Set Django up over a running database; asking for `--help` starts none."""
    from cuamo.ops import database, secrets

    with contextlib.ExitStack() as stack:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev")
        if as_owner:
            os.environ["CUAMO_AS_OWNER"] = "1"
        for name, value in secrets.load_or_make().items():
            os.environ.setdefault(name, value)
        if "--help" not in sys.argv:
            os.environ["DATABASE_URL"] = stack.enter_context(database.ensure_running())
            for name, value in database.addresses().items():
                os.environ.setdefault(name, value)

        import django

        django.setup()
        yield


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__version__, prog_name="cuamo")
def commands() -> None:
    """Cửa Mở: the operating platform of a city's Online Public Service Agencies."""


def main() -> None:
    """Run one command; bad input ends in one line on stderr and exit code 2, never in a traceback."""
    sys.exit(_run())


def _run() -> int:
    try:
        result = commands.main(prog_name="cuamo", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return BAD_INPUT
    except click.UsageError as error:
        hint = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        return _fail(f"{error.format_message().rstrip('.')}{hint}", BAD_INPUT)
    except click.ClickException as error:
        return _fail(error.format_message(), BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OpsError as error:
        return _fail(str(error), FAILED)
    except ValueError as error:
        return _fail(str(error), BAD_INPUT)
    except Exception as error:
        return _fail_known(error)
    return result if isinstance(result, int) else 0


def _fail_known(error: Exception) -> int:
    """Say what can be said in one line; anything else is a fault of ours and keeps its traceback."""
    from cuamo.kernel.errors import DomainError

    if isinstance(error, DomainError):
        return _fail(f"{error.en} / {error.vi}", BAD_INPUT)
    if type(error).__name__ in {"OperationalError", "PoolTimeout"}:
        return _fail(f"the database does not answer: {_first_line(error)}", FAILED)
    if type(error).__name__ == "ProgrammingError" and "does not exist" in str(error):
        return _fail(f"the database is not prepared ({_first_line(error)}): run bin/up once", FAILED)
    raise error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _fail(line: str, code: int) -> int:
    print("error: " + " ".join(line.split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
