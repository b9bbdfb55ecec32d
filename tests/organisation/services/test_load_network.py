"""Reference data load once, completely, and say what is wrong."""

import re
import shutil

import pytest

from cuamo.kernel.clock import local
from cuamo.organisation.models import Unit, Ward
from cuamo.organisation.services.load_network import load_network
from cuamo.organisation.types import UnitKind
from tests.support.network import REFERENCE

AT = local("2026-11-24 08:00")
DOSSIER_CODE = r"^(?:000\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,5})-(?:\d{6}|\d{8})-\d{4,7}$"


def test_the_network_has_its_numbers(network):
    count = {kind: Unit.objects.filter(kind=kind).count() for kind in UnitKind}

    assert Ward.objects.count() == 126
    assert Ward.objects.filter(type="phuong").count() == 51
    assert (count["POINT"], count["WARD"], count["BRANCH"], count["AUTHORITY"]) == (126, 126, 12, 20)


def test_identifiers_make_valid_dossier_codes_and_are_told_from_known_ones(network):
    units = Unit.objects.exclude(identifier="")

    assert units.values("identifier").distinct().count() == units.count()
    assert all(re.match(DOSSIER_CODE, f"{unit.identifier}-20261124-0000001") for unit in units)
    assert set(units.filter(identifier_is_sample=False).values_list("identifier", flat=True)) == {
        "H26.16",
        "H26.103",
        "H26.103.25",
    }


def test_only_known_branches_have_an_address(network):
    known = Unit.objects.filter(kind=UnitKind.BRANCH).exclude(address="")

    assert sorted(known.values_list("code", flat=True)) == ["CN-01", "CN-02", "CN-07"]


def test_a_second_load_does_nothing(network):
    assert load_network(folder=REFERENCE / "network", at=AT) == {}


def test_a_changed_file_is_loaded_again(network, tmp_path):
    folder = shutil.copytree(REFERENCE / "network", tmp_path / "network")
    file = folder / "operators.json"
    file.write_text(file.read_text().replace('"name_en": "MobiFone"', '"name_en": "MobiFone Corporation"'))

    assert load_network(folder=folder, at=AT)["wards"] == 126
    assert Unit.objects.get(code="MOBIFONE").name_en == "MobiFone Corporation"


def test_a_faulty_file_is_named_and_nothing_is_loaded(db, tmp_path):
    folder = shutil.copytree(REFERENCE / "network", tmp_path / "network")
    file = folder / "wards.csv"
    file.write_text(file.read_text().replace("CN-03", "CN-99"))

    with pytest.raises(ValueError, match=r"wards\.csv: 00070 names the unknown branch CN-99"):
        load_network(folder=folder, at=AT)
    assert Ward.objects.count() == 0
