"""Which kinds of operator may help with a procedure."""

import pytest

from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.helpers import KINDS, help_by
from cuamo.catalogue.selectors.helpers import helper_kind
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind


def test_where_the_version_is_silent_everybody_prepares_and_files(contents):
    found = help_by(contents["2.000635"])
    assert [(help.who, help.may) for help in found] == [(who, "FILE") for who in KINDS]


def test_the_public_post_and_other_firms_need_different_papers_for_a_business_household(contents):
    needs = {help.who: help.needs_vi for help in help_by(contents["1.001612"])}
    assert "Phiếu gửi hồ sơ" in needs["PUBLIC_POST"]
    assert "giấy giới thiệu" in needs["TELECOM"]
    assert needs["BRANCH"] == ""


def test_one_kind_of_operator_has_one_rule(contents):
    twice = [{"who": "POST", "may": "NONE"}, {"who": "POST", "may": "FILE"}]
    assert [fault.field for fault in faults_of(contents["2.000635"] | {"helpers": twice})] == [
        "helpers.1.who"
    ]


@pytest.mark.parametrize(
    ("kind", "operator", "expected"),
    [
        (UnitKind.AGENCY, "VNPOST", "PUBLIC_POST"),
        (UnitKind.AGENCY, "VTPOST", "POST"),
        (UnitKind.AGENCY, "VIETTEL", "TELECOM"),
        (UnitKind.AGENCY, "NEW", "TELECOM"),
        (UnitKind.POINT, "CN-01", "WARD_POINT"),
        (UnitKind.BRANCH, "TTPVHCC", "BRANCH"),
    ],
)
def test_a_place_is_of_the_kind_of_its_operator(kind, operator, expected):
    assert helper_kind(Unit(code="X", kind=kind, parent_id=operator)) == expected
