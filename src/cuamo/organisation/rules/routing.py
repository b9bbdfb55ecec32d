"""Where a dossier is taken in and who decides it."""

from collections.abc import Mapping
from typing import Any

POLICE = "CA-HN"
LAND_OFFICE = "VPDKDD-HN"


def ward_office_code(ward_code: str) -> str:
    """Return the code of the ward's People's Committee (ủy ban nhân dân phường, xã)."""
    return f"PX-{ward_code}"


def point_code(ward_code: str) -> str:
    """Return the code of the service point of a ward (điểm phục vụ hành chính công)."""
    return f"DIEM-{ward_code}"


def deciding_code(authority: Mapping[str, Any], *, ward_code: str) -> str:
    """Return the code of the unit that decides (cơ quan có thẩm quyền), empty when the content names none.

    The ward decides for its own residents; police and land office are one body in the city; a department
    must be named by the procedure.

    Args:
        authority: `authority` of a procedure version: `{"kind", "unit_code"?}`.
        ward_code: ward or commune the case belongs to.
    Law: Decree 118/2025/ND-CP (received at any point of the province, decided by the competent body).
    """
    if authority.get("kind") == "WARD":
        return ward_office_code(ward_code)
    if named := str(authority.get("unit_code") or ""):
        return named
    return {"POLICE": POLICE, "LAND": LAND_OFFICE}.get(str(authority.get("kind")), "")


def receiving_code(
    authority: Mapping[str, Any], *, ward_code: str, ward_branch: str, authority_branch: str = ""
) -> str:
    """Return the code of the unit that takes the dossier in (nơi tiếp nhận).

    What the ward decides is received at the ward's own point; everything above the ward at the branch the
    authority sits at, or else at the branch of the ward.

    Law: Decree 118/2025/ND-CP; Ha Noi's one-tier centre with branches and ward points (facts §6.1).
    """
    if authority.get("kind") == "WARD":
        return point_code(ward_code)
    return authority_branch or ward_branch
