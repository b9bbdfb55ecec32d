"""Which unit takes a dossier in and which decides it."""

from collections.abc import Mapping
from typing import Any

from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.text import fold
from cuamo.organisation.models import Unit, Ward
from cuamo.organisation.rules import routing
from cuamo.organisation.types import UnitKind


def deciding_unit(content: Mapping[str, Any], ward_code: str) -> Unit:
    """Return the unit that decides a dossier of this procedure for this ward (cơ quan có thẩm quyền).

    Raises:
        NotFound: the ward, or the authority the procedure names, is unknown.
        Invalid: the procedure names no authority.
    """
    ward = _ward(ward_code)
    authority = _authority(content)
    code = routing.deciding_code(authority, ward_code=ward.code)
    if code:
        return _unit(code)
    named = _by_name(str(authority.get("name_vi") or ""))
    if named is None:
        raise Invalid(
            "routing.no_authority",
            "Thủ tục này chưa ghi cơ quan giải quyết.",
            "This procedure names no deciding authority.",
            where="authority",
            hint_vi="Quản trị danh mục cần bổ sung mã cơ quan.",
            hint_en="The catalogue's administrator must add the unit code.",
        )
    return named


def receiving_unit(content: Mapping[str, Any], ward_code: str) -> Unit:
    """Return the unit that takes a dossier of this procedure in for this ward (nơi tiếp nhận).

    Raises:
        NotFound: the ward or the unit is unknown.
        Invalid: the procedure names no authority.
    """
    ward = _ward(ward_code)
    authority = _authority(content)
    above = authority.get("kind") != "WARD"
    code = routing.receiving_code(
        authority,
        ward_code=ward.code,
        ward_branch=ward.branch_code,
        authority_branch=deciding_unit(content, ward_code).branch_code if above else "",
    )
    return _unit(code)


def _authority(content: Mapping[str, Any]) -> Mapping[str, Any]:
    authority = content.get("authority")
    return authority if isinstance(authority, Mapping) else {}


def _ward(ward_code: str) -> Ward:
    ward = Ward.objects.filter(code=ward_code).first()
    if ward is None:
        raise NotFound(
            "ward.unknown",
            f"Không có phường, xã mã “{ward_code}”.",
            f"There is no ward or commune with code “{ward_code}”.",
            where="ward_code",
            hint_vi="Chọn một trong 126 phường, xã của Hà Nội.",
            hint_en="Choose one of the 126 wards and communes of Hanoi.",
        )
    return ward


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound(
            "unit.unknown", f"Không có đơn vị mã “{code}”.", f"There is no unit with code “{code}”."
        )
    return unit


def _by_name(name: str) -> Unit | None:
    """Return the authority whose name stands in `name`, the longest when several do."""
    words = fold(name)
    found = [
        unit
        for unit in Unit.objects.filter(kind=UnitKind.AUTHORITY).order_by("code")
        if words and fold(unit.name_vi) in words
    ]
    return max(found, key=lambda unit: len(unit.name_vi), default=None)
