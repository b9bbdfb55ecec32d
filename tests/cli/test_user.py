"""`cuamo user create|reset-mfa` and the sample accounts."""

import json

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner

from cuamo.cli.reference import load_all
from cuamo.cli.sample_accounts import accounts, code_of
from cuamo.cli.sample_people import totp_secret_of
from cuamo.cli.user import user
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.organisation.models import Membership, Unit
from cuamo.organisation.selectors.staff import actor_of, staff_of
from cuamo.organisation.types import Role, UnitKind
from cuamo.people.models import Account
from tests.support import network as files

NOW = local("2026-11-24 09:00")


@pytest.fixture
def network(db):
    files.load()


def run(*words):
    return CliRunner().invoke(user, list(words))


def test_create_shows_the_password_once_and_grants_the_role(network):
    done = run("create", "lan.nt", "--name", "Trần Thị Lan", "--unit", "DL-001", "--role", "clerk", "--json")

    made = json.loads(done.output)
    account = Account.objects.get(username="lan.nt")
    assert account.check_password(made["password"])
    assert len(made["password"]) >= 20
    assert Membership.objects.get(account=account).role == "CLERK"


@pytest.mark.parametrize(
    "words",
    [
        ("create", "la n", "--name", "Lan"),
        ("create", "lan", "--name", " "),
        ("create", "lan", "--name", "Lan", "--unit", "DL-001"),
        ("create", "lan", "--name", "Lan", "--unit", "DL-001", "--role", "KING"),
        ("reset-mfa", "nobody"),
    ],
)
def test_bad_input_is_said_in_one_line_and_changes_nothing(network, words):
    done = run(*words)

    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert Account.objects.count() == 0


def test_a_misplaced_role_leaves_no_account_behind(network):
    done = run("create", "lan", "--name", "Lan", "--unit", "DL-001", "--role", "LEADER")

    assert done.exit_code != 0
    assert Account.objects.count() == 0


def test_the_same_name_is_not_made_twice(network):
    run("create", "lan", "--name", "Lan")

    assert run("create", "LAN", "--name", "Lan").exit_code == 2


def test_reset_takes_off_every_second_factor(network):
    run("create", "lan", "--name", "Lan")
    account = Account.objects.get()
    Authenticator.objects.create(user=account, type="totp", data={})
    old = account.password

    assert run("reset-mfa", "lan").exit_code == 0
    assert Authenticator.objects.count() == 0
    account.refresh_from_db()
    assert account.password == old
    run("reset-mfa", "lan", "--password")
    account.refresh_from_db()
    assert account.password != old


def test_the_sample_has_people_wherever_a_dossier_can_go(network):
    files.load_staff()

    for kind, roles in (
        (UnitKind.AGENCY, [Role.CLERK]),
        (UnitKind.POINT, [Role.RECEIVER]),
        (UnitKind.BRANCH, [Role.RECEIVER]),
        (UnitKind.WARD, [Role.SPECIALIST, Role.LEADER, Role.RECORDS_CLERK]),
        (UnitKind.AUTHORITY, [Role.SPECIALIST, Role.LEADER, Role.RECORDS_CLERK]),
    ):
        codes = list(Unit.objects.filter(kind=kind).values_list("code", flat=True))
        for role in roles:
            staffed = Membership.objects.filter(unit_id__in=codes, role=role).values("unit").distinct()
            assert staffed.count() == len(codes), (kind, role)
    assert staff_of(["DL-001"], Role.SHIFT_LEAD, at=NOW).exists()


def test_a_second_run_of_the_sample_changes_nothing(network):
    files.load_staff()
    before = set(Account.objects.values_list("id", "password"))
    files.load_staff()

    assert set(Account.objects.values_list("id", "password")) == before


def test_the_accounts_of_the_tour_are_listed_with_working_codes(network, settings):
    settings.REFERENCE = files.REFERENCE
    files.load_staff()
    rows = json.loads(CliRunner().invoke(accounts, ["--json"]).output)

    assert {row["role"] for row in rows} == set(Role.labels)
    first = rows[0]
    assert first["totp_secret"] == totp_secret_of(first["username"])
    assert len(first["code"]) == len(code_of(first["totp_secret"])) == 6
    clerk = Account.objects.get(username=first["username"])
    assert clerk.check_password(first["password"])
    assert actor_of(clerk, at=NOW).unit_code == "DL-001"


def test_reference_loads_once(db):
    assert load_all(files.REFERENCE, at=NOW)["network"]["wards"] == 126
    assert load_all(files.REFERENCE, at=NOW)["network"] == {}


def test_who_has_left_is_signed_out_at_once_and_comes_in_no_more(network, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made = json.loads(
        run("create", "lan.nt", "--name", "Lan", "--unit", "DL-001", "--role", "clerk", "--json").output
    )
    account = Account.objects.get(username="lan.nt")
    client.force_login(account)
    assert client.get("/quay/ca/").status_code == 200

    done = json.loads(run("close", "lan.nt", "--json").output)

    assert done == {"username": "lan.nt", "closed": True, "roles_ended": 1}
    assert client.get("/quay/ca/").status_code == 302
    client.post("/dang-nhap/", {"login": "lan.nt", "password": made["password"]})
    assert client.get("/quay/ca/").status_code == 302
    assert Membership.objects.filter(account=account, valid_to=None).count() == 0
    assert events.names_of(account.id)[-2:] == ["role.revoked", "account.closed"]
    assert run("close", "lan.nt").exit_code == 0
    assert events.names_of(account.id).count("account.closed") == 1


def test_a_role_is_given_and_ended_by_an_administrator(network):
    run("create", "lan.nt", "--name", "Lan")

    given = json.loads(run("role", "lan.nt", "--unit", "DL-001", "--role", "clerk", "--json").output)
    ended = json.loads(run("role", "lan.nt", "--unit", "DL-001", "--role", "clerk", "--end", "--json").output)

    assert given["roles"] == ["CLERK DL-001"]
    assert ended["roles"] == []
    assert run("role", "lan.nt", "--unit", "DL-001", "--role", "clerk", "--end").exit_code != 0
    assert run("role", "nobody", "--unit", "DL-001", "--role", "clerk").exit_code != 0
