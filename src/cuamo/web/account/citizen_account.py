"""The account and person behind a VNeID sign-in."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.people.models import Account
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.web.account.claims import Claims

ACCOUNTS = UUID("0194d9a1-6c1e-7b52-9c9a-6f1d2b7c1a10")
"""Name space of account names made from the provider's subject."""
VNEID = Actor(kind=ActorKind.EXTERNAL, id="vneid", name="VNeID")


@transaction.atomic
def bring_account_up_to_date(account: Account, *, claims: Claims, at: datetime) -> None:
    """Bind the account to its person with what VNeID says today; an account not saved yet stays unsaved."""
    person = find_or_create_person(card=_facts(claims), phone=_phone(claims.phone), actor=VNEID, at=at)
    account.person = person
    account.full_name = claims.full_name
    if not account._state.adding:
        account.save(update_fields=["person", "full_name"])


def _facts(claims: Claims) -> CardFacts:
    return CardFacts(
        personal_id=claims.personal_id,
        old_id="",
        full_name=claims.full_name,
        birth_date=_date(claims.birth_date),
        sex={"male": "Nam", "female": "Nữ"}.get(claims.sex.casefold(), claims.sex),
        address=claims.address,
        issued_on=None,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _phone(text: str) -> str:
    """A number we cannot read is left out: it must not stop somebody from signing in."""
    try:
        return phones.normalise(text) if text else ""
    except Invalid:
        return ""
