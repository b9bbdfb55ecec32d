"""`cuamo card`: read the QR text of an ID card. Works without a database."""

import json

import click

from cuamo.cli.pure import argument_or_stdin, refuse
from cuamo.kernel.identifiers import InvalidIdentifier
from cuamo.kernel.identifiers.card import CardFacts, read_card


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def card() -> None:
    """Read the QR text of an ID card."""


@card.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read(text: str, *, as_json: bool) -> None:
    """Print what the QR TEXT of an ID card says; `-` reads it from standard input.

    Parts that do not fit each other are listed as warnings; a text that is no card's is refused.
    """
    try:
        facts = read_card(argument_or_stdin(text))
    except InvalidIdentifier as error:
        raise refuse(error) from None
    if as_json:
        print(json.dumps(facts.as_json(), ensure_ascii=False))
    else:
        _show(facts)


def _show(facts: CardFacts) -> None:
    for name, value in facts.as_json().items():
        if name != "warnings":
            print(f"{name:<12} {value or '-'}")
    for warning in facts.warnings:
        print(f"warning      {warning.en} / {warning.vi}")
