"""An editor and an approver of the catalogue, with one procedure in force."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.load_reference import load_reference
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.services.load_calendar import load_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role, UnitKind
from cuamo.people.models import Account

EARLIER = local("2026-01-05 08:00")
CODE = "2.000635"


def account(username, name, role):
    made = Account.objects.create_user(username, "x" * 20, full_name=name)
    grant_role(account_id=made.id, unit_code="TTPVHCC", role=role, actor=SYSTEM, at=EARLIER)
    return made


@pytest.fixture
def centre(db):
    load_calendar()
    forget_calendar()
    unit = Unit.objects.create(
        code="TTPVHCC", kind=UnitKind.CENTRE, name_vi="Trung tâm Phục vụ hành chính công"
    )
    yield unit
    forget_calendar()


@pytest.fixture
def writer(centre):
    return account("bientap", "Nguyễn Thị Đặng Thẳng", Role.CATALOGUE_EDITOR)


@pytest.fixture
def second_writer(centre):
    return account("bientap2", "Trần Văn Hai", Role.CATALOGUE_EDITOR)


@pytest.fixture
def approver(centre):
    return account("duyet", "Lê Thị Duyệt", Role.CATALOGUE_APPROVER)


@pytest.fixture
def live(centre, tmp_path):
    """The copy of a civil-status extract, in force since January."""
    folder = tmp_path / "procedures"
    folder.mkdir()
    files = sorted((settings.REFERENCE / "catalogue" / "procedures").glob("*.json"))
    items = [item for path in files for item in json.loads(path.read_text("utf-8"))["procedures"]]
    item = next(item for item in items if item["content"]["code"] == CODE)
    (folder / "one.json").write_text(json.dumps({"procedures": [item]}), "utf-8")
    load_reference(at=timezone.now(), folder=tmp_path)
    return ProcedureVersion.objects.get(procedure_id=CODE)
