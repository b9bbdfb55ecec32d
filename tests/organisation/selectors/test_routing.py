"""Routing over the reference network."""

import pytest

from cuamo.kernel.errors import Invalid, NotFound
from cuamo.organisation.models import Ward
from cuamo.organisation.selectors.routing import deciding_unit, receiving_unit

WARD = {"authority": {"kind": "WARD"}}


def test_every_ward_has_a_point_and_a_deciding_office(network):
    for ward in Ward.objects.all():
        assert receiving_unit(WARD, ward.code).ward_code == ward.code
        assert deciding_unit(WARD, ward.code).ward_code == ward.code


def test_a_department_is_received_at_the_branch_of_the_ward(network):
    content = {"authority": {"kind": "DEPARTMENT", "unit_code": "SO-YT"}}

    assert deciding_unit(content, "00070").name_vi == "Sở Y tế"
    assert receiving_unit(content, "00070").code == "CN-03"


def test_an_authority_known_only_by_name_is_found(network):
    content = {"authority": {"kind": "DEPARTMENT", "name_vi": "Sở Công Thương thành phố Hà Nội"}}

    assert deciding_unit(content, "00070").code == "SO-CT"


def test_an_unknown_ward_and_a_nameless_authority_are_said(network):
    with pytest.raises(NotFound):
        deciding_unit(WARD, "99999")
    with pytest.raises(Invalid):
        deciding_unit({"authority": {"kind": "DEPARTMENT"}}, "00070")
