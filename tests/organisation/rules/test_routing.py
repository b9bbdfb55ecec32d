"""Where a dossier is taken in and who decides it."""

from cuamo.organisation.rules.routing import deciding_code, receiving_code


def test_a_ward_decides_for_its_own_residents_and_receives_at_its_point():
    ward = {"kind": "WARD"}

    assert deciding_code(ward, ward_code="00070") == "PX-00070"
    assert receiving_code(ward, ward_code="00070", ward_branch="CN-03") == "DIEM-00070"


def test_a_department_must_be_named_and_receives_at_the_branch_of_the_ward():
    named = {"kind": "DEPARTMENT", "unit_code": "SO-YT"}

    assert deciding_code(named, ward_code="00070") == "SO-YT"
    assert deciding_code({"kind": "DEPARTMENT"}, ward_code="00070") == ""
    assert receiving_code(named, ward_code="00070", ward_branch="CN-03") == "CN-03"


def test_an_authority_that_sits_at_a_branch_receives_there():
    named = {"kind": "DEPARTMENT", "unit_code": "SO-YT"}

    assert receiving_code(named, ward_code="00070", ward_branch="CN-03", authority_branch="CN-01") == "CN-01"


def test_police_and_land_office_are_one_body_unless_named():
    assert deciding_code({"kind": "POLICE"}, ward_code="00070") == "CA-HN"
    assert deciding_code({"kind": "LAND"}, ward_code="00070") == "VPDKDD-HN"
    assert deciding_code({"kind": "POLICE", "unit_code": "CA-X"}, ward_code="00070") == "CA-X"
