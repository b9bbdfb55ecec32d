"""`cuamo vietqr`: write and read VietQR payloads. Works without a database."""

import json

import click

from cuamo.cli.pure import argument_or_stdin, refuse
from cuamo.kernel.identifiers import InvalidIdentifier
from cuamo.kernel.identifiers import vietqr as payloads


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def vietqr() -> None:
    """Write and read VietQR payloads."""


@vietqr.command()
@click.option("--bin", "bank", required=True, metavar="B", help="The bank's BIN, 6 digits.")
@click.option("--account", required=True, metavar="A", help="Account number.")
@click.option("--amount", type=int, metavar="N", help="Whole đồng; without it the payer keys the amount in.")
@click.option("--purpose", default="", metavar="T", help="At most 25 characters without accents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def encode(bank: str, account: str, amount: int | None, purpose: str, *, as_json: bool) -> None:
    """Print the payload of a QR that pays into an account."""
    try:
        payload = payloads.encode(bin=bank, account=account, amount_vnd=amount, purpose=purpose)
    except InvalidIdentifier as error:
        raise refuse(error) from None
    print(json.dumps({"payload": payload}) if as_json else payload)


@vietqr.command()
@click.argument("payload")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def decode(payload: str, *, as_json: bool) -> None:
    """Print what PAYLOAD asks for; a damaged or foreign payload is refused. `-` reads standard input."""
    try:
        qr = payloads.decode(argument_or_stdin(payload))
    except InvalidIdentifier as error:
        raise refuse(error) from None
    said = {
        "bin": qr.bin,
        "account": qr.account,
        "amount": qr.amount_vnd,
        "purpose": qr.purpose,
        "bill": qr.bill,
        "service": payloads.TO_CARD if qr.to_card else payloads.TO_ACCOUNT,
        "dynamic": qr.dynamic,
        "name": qr.name,
        "city": qr.city,
    }
    if as_json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        for name, value in said.items():
            print(f"{name:<8} {'-' if value in (None, '') else value}")
