"""`cuamo taxcode`: check a tax code. Works without a database."""

import json

import click

from cuamo.cli.pure import argument_or_stdin, refuse
from cuamo.kernel.identifiers import InvalidIdentifier
from cuamo.kernel.identifiers import taxcode as codes

_KINDS = {
    codes.TaxCodeKind.ENTERPRISE: "enterprise or organisation",
    codes.TaxCodeKind.BRANCH: "branch",
    codes.TaxCodeKind.PERSON: "person or business household",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def taxcode() -> None:
    """Check a tax code."""


@taxcode.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(code: str, *, as_json: bool) -> None:
    """Say whether CODE is a tax code: 10 digits, 13 for a branch, 12 (personal ID) for a person."""
    try:
        tidy = codes.check(argument_or_stdin(code))
    except InvalidIdentifier as error:
        raise refuse(error) from None
    kind = codes.kind_of(tidy)
    if as_json:
        print(json.dumps({"code": tidy, "kind": kind, "valid": True}))
    else:
        print(f"{tidy} valid ({_KINDS[kind]})")
