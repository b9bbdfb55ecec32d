"""Papers a machine reads and what it reads on each: what a field of a form may be proposed from."""

from collections.abc import Iterator, Mapping
from typing import Any

from cuamo.catalogue.rules.form_files import KEPT, parts
from cuamo.catalogue.rules.portal_rows import Fault

NEVER = "NONE"
"""In place of a paper: no paper speaks for this field."""
PAPERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "BIRTH_CERTIFICATE": (
        "Giấy khai sinh",
        (
            "number", "full_name", "birth_date", "sex", "birth_place", "personal_id", "mother_name",
            "mother_birth", "father_name", "father_birth", "issued_by", "issued_on",
        ),
    ),
    "BIRTH_NOTICE": (
        "Giấy chứng sinh",
        (
            "number", "mother_name", "mother_birth", "residence", "mother_id", "birth_date", "birth_place",
            "sex", "full_name",
        ),
    ),
    "DEATH_NOTICE": (
        "Giấy báo tử",
        ("number", "full_name", "birth_date", "sex", "personal_id", "residence", "death_date"),
    ),
    "MARRIAGE_CERTIFICATE": (
        "Giấy chứng nhận kết hôn",
        (
            "number", "wife_name", "husband_name", "wife_birth", "husband_birth", "wife_id", "husband_id",
            "issued_by", "issued_on",
        ),
    ),
    "MARITAL_STATUS": (
        "Giấy xác nhận tình trạng hôn nhân",
        ("number", "full_name", "birth_date", "sex", "personal_id", "residence", "purpose", "issued_on"),
    ),
    "ID_CARD": (
        "Căn cước",
        ("personal_id", "full_name", "birth_date", "sex", "residence", "valid_until"),
    ),
    "RESIDENCE": (
        "Xác nhận thông tin về cư trú",
        (
            "number", "full_name", "birth_date", "sex", "personal_id", "residence", "head_name", "head_id",
            "issued_on",
        ),
    ),
    "HOUSEHOLD_BUSINESS": (
        "Giấy chứng nhận đăng ký hộ kinh doanh",
        ("number", "issued_on", "business_name", "business_place", "head_name", "head_id"),
    ),
    "HEALTH_CARD": (
        "Thẻ bảo hiểm y tế",
        ("number", "full_name", "birth_date", "sex", "issued_by", "valid_until"),
    ),
}  # fmt: skip
FACTS = {
    "full_name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "personal_id": "Số định danh",
    "birth_place": "Nơi sinh",
    "residence": "Nơi cư trú",
    "number": "Số",
    "issued_on": "Ngày cấp",
    "issued_by": "Nơi cấp",
    "valid_until": "Có giá trị đến",
    "mother_name": "Họ và tên mẹ",
    "mother_birth": "Năm sinh của mẹ",
    "mother_id": "Số định danh của mẹ",
    "father_name": "Họ và tên cha",
    "father_birth": "Năm sinh của cha",
    "wife_name": "Họ và tên vợ",
    "wife_birth": "Ngày sinh của vợ",
    "wife_id": "Số định danh của vợ",
    "husband_name": "Họ và tên chồng",
    "husband_birth": "Ngày sinh của chồng",
    "husband_id": "Số định danh của chồng",
    "death_date": "Ngày chết",
    "business_name": "Tên hộ kinh doanh",
    "business_place": "Địa chỉ trụ sở",
    "head_name": "Họ và tên chủ hộ",
    "head_id": "Số định danh chủ hộ",
    "purpose": "Mục đích",
}
NAME_PARTS = {"family": "họ", "middle": "chữ đệm", "given": "tên"}
OF_NAMES = frozenset({"full_name", "mother_name", "father_name", "wife_name", "husband_name", "head_name"})
UNREADABLE = KEPT | {"table", "checkbox", "multi"}
"""Types no fact of a paper fits."""


def fact_words(fact: str) -> str:
    """Return a fact in words: `Họ và tên`, or `Họ và tên: chữ đệm` for one part of a name."""
    name, _, part = fact.partition(".")
    return f"{FACTS.get(name, name)}: {NAME_PARTS[part]}" if part in NAME_PARTS else FACTS.get(name, name)


def offered_facts() -> list[str]:
    """Return every fact a field may name, parts of names after the name."""
    offered = []
    for fact in FACTS:
        offered.append(fact)
        offered += [f"{fact}.{part}" for part in NAME_PARTS] if fact in OF_NAMES else []
    return offered


def faults(content: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with what the fields say they are read from."""
    return [fault for part in parts(content) if part.get("read_from") for fault in _of_field(part)]


def _of_field(part: Mapping[str, Any]) -> Iterator[Fault]:
    where = f"form.{part['key']}.read_from"
    rows = part["read_from"]
    if len({row["paper"] for row in rows}) < len(rows):
        yield Fault(
            where,
            f"{where}: một loại giấy ghi hai lần. Giữ một dòng cho mỗi loại.",
            f"{where}: a paper is named twice. Keep one row for each.",
        )
    papers = [row for row in rows if row["paper"] != NEVER]
    if len(papers) < len(rows) and (papers or any(row.get("fact") for row in rows)):
        yield Fault(
            where,
            f"{where}: «không đọc từ giấy» phải đứng một mình.",
            f"{where}: “read from no paper” stands alone.",
        )
    if papers and part["type"] in UNREADABLE:
        yield Fault(
            where,
            f"{where}: ô kiểu này không đọc được từ giấy.",
            f"{where}: a field of this type cannot be read from a paper.",
        )
    for number, row in enumerate(rows):
        if row["paper"] != NEVER and not _reads(row["paper"], row.get("fact", "")):
            yield Fault(
                f"{where}.{number}.fact",
                f"{where}: giấy «{PAPERS[row['paper']][0]}» không có dữ kiện này. Chọn dữ kiện khác.",
                f"{where}: {row['paper']} does not hold this fact. Choose another.",
            )


def _reads(paper: str, fact: str) -> bool:
    name, dot, part = fact.partition(".")
    return name in PAPERS[paper][1] and (not dot or (name in OF_NAMES and part in NAME_PARTS))
