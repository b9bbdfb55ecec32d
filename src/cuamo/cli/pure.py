"""What the commands share that work without a database."""

import sys

import click

from cuamo.kernel.identifiers import InvalidIdentifier

MAX_STDIN_BYTES = 64 * 1024


def argument_or_stdin(text: str) -> str:
    """Return the argument, or standard input when it is `-`."""
    if text != "-":
        return text
    data = sys.stdin.buffer.read(MAX_STDIN_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException("standard input is not UTF-8 text") from None


def refuse(error: InvalidIdentifier) -> click.ClickException:
    """Return the one line that says what is wrong and how to mend it, in English and Vietnamese."""
    english = " ".join(part for part in (error.en, error.hint_en) if part)
    vietnamese = " ".join(part for part in (error.vi, error.hint_vi) if part)
    return click.ClickException(f"{english} / {vietnamese}")
