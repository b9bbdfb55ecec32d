"""A clerk who can sign in, and the clock of the authenticator app."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from cuamo.cli.sample_accounts import code_of
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support import network as files

PASSWORD = "bốn-từ-rời-nhau"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def second_factor_required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def network(db):
    files.load()


@pytest.fixture
def newcomer(network):
    """A clerk without a second factor."""
    account = Account.objects.create_user("lan.nt", PASSWORD, full_name="NGUYỄN THỊ ĐẶNG THẲNG")
    grant_role(account_id=account.id, unit_code="DL-001", role=Role.CLERK, actor=SYSTEM, at=files.LOADED_AT)
    return account


@pytest.fixture
def clerk(newcomer):
    """A clerk with an authenticator app."""
    Authenticator.objects.create(
        user=newcomer, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
    )
    return newcomer


@pytest.fixture
def code():
    return code_of(SECRET)
