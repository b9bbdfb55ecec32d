"""What stands where on each kind of paper: labels in reading order, and which of them are read."""

from dataclasses import dataclass
from enum import StrEnum

from cuamo.documents.rules.reading.kinds import Kind


class Shape(StrEnum):
    """How a value looks."""

    NAME = "NAME"
    DATE = "DATE"
    PERSONAL_ID = "PERSONAL_ID"
    SEX = "SEX"
    NUMBER = "NUMBER"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Label:
    """A printed label, and the fact that follows it; a label without a fact only ends the one before."""

    texts: tuple[str, ...]
    """Folded, as printed on the forms of different years."""
    fact: str = ""
    shape: Shape = Shape.TEXT
    after: str = ""
    """Found below this fact, in its column: the birth date of the mother stands under her name."""


FACT_NAMES = {
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
    "father_id": "Số định danh của cha",
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
_NAME = ("ho chu dem ten", "ho va ten", "ho ten", "ho chu dem va ten")
_BIRTH = ("ngay thang nam sinh", "ngay sinh", "sinh ngay", "nam sinh")
_ID = ("so dinh danh ca nhan", "so cccd", "so can cuoc", "giay to tuy than")
_LIVES = ("noi cu tru", "noi thuong tru", "dia chi thuong tru", "thuong tru")
_SIGNED = Label(("nguoi ky giay", "nguoi ky", "nguoi thuc hien", "nguoi di dang ky khai sinh"))
_PLAIN = (
    Label(("dan toc",)),
    Label(("quoc tich",)),
    Label(("ghi bang chu",)),
    Label(("que quan",)),
)
DATED = Label(("ngay thang nam",), "issued_on", Shape.DATE)
"""Stands for the line `Hà Nội, ngày 20 tháng 3 năm 2026`, found by its form and not by a label."""

LAYOUTS: dict[Kind, tuple[Label, ...]] = {
    Kind.BIRTH_CERTIFICATE: (
        Label(("so",), "number", Shape.NUMBER),
        Label(_NAME, "full_name", Shape.NAME),
        Label(_BIRTH, "birth_date", Shape.DATE, after="full_name"),
        Label(("gioi tinh",), "sex", Shape.SEX),
        Label(("noi sinh",), "birth_place"),
        Label(("so dinh danh ca nhan",), "personal_id", Shape.PERSONAL_ID),
        Label(("ho chu dem ten nguoi me", "ho va ten me"), "mother_name", Shape.NAME),
        Label(("nam sinh",), "mother_birth", Shape.DATE, after="mother_name"),
        Label(("ho chu dem ten nguoi cha", "ho va ten cha"), "father_name", Shape.NAME),
        Label(("nam sinh",), "father_birth", Shape.DATE, after="father_name"),
        Label(_LIVES),
        Label(("noi dang ky khai sinh", "noi dang ky"), "issued_by"),
        Label(("ngay thang nam dang ky", "ngay dang ky"), "issued_on", Shape.DATE),
        _SIGNED,
        *_PLAIN,
    ),
    Kind.BIRTH_NOTICE: (
        Label(("so",), "number", Shape.NUMBER),
        Label(("ho va ten me nguoi nuoi duong", "ho va ten me", "ho ten me"), "mother_name", Shape.NAME),
        Label(_BIRTH, "mother_birth", Shape.DATE, after="mother_name"),
        Label(_LIVES, "residence"),
        Label(_ID, "mother_id", Shape.PERSONAL_ID),
        Label(("ho va ten cha", "ho ten cha")),
        Label(("da sinh con vao luc", "sinh con vao luc", "da sinh con luc"), "birth_date", Shape.DATE),
        Label(("tai",), "birth_place"),
        Label(("gioi tinh cua con", "gioi tinh con"), "sex", Shape.SEX),
        Label(("can nang",)),
        Label(("so con trong lan sinh nay",)),
        Label(
            ("du dinh dat ten con la", "ten du kien cua con", "du dinh dat ten con"), "full_name", Shape.NAME
        ),
        Label(("nguoi do de", "ghi chu")),
        *_PLAIN,
    ),
    Kind.DEATH_NOTICE: (
        Label(("so",), "number", Shape.NUMBER),
        Label(_NAME, "full_name", Shape.NAME),
        Label(_BIRTH, "birth_date", Shape.DATE, after="full_name"),
        Label(("gioi tinh",), "sex", Shape.SEX),
        Label(_ID, "personal_id", Shape.PERSONAL_ID),
        Label(_LIVES, "residence"),
        Label(
            ("da chet vao luc", "chet vao luc", "da tu vong vao luc", "tu vong vao luc"),
            "death_date",
            Shape.DATE,
        ),
        Label(("noi chet", "tai")),
        Label(("nguyen nhan chet", "nguyen nhan")),
        *_PLAIN,
    ),
    Kind.MARRIAGE_CERTIFICATE: (
        Label(("so",), "number", Shape.NUMBER),
        Label(("ho chu dem ten vo", "ho va ten vo"), "wife_name", Shape.NAME),
        Label(("ho chu dem ten chong", "ho va ten chong"), "husband_name", Shape.NAME),
        Label(_BIRTH, "wife_birth", Shape.DATE, after="wife_name"),
        Label(_BIRTH, "husband_birth", Shape.DATE, after="husband_name"),
        Label(_ID, "wife_id", Shape.PERSONAL_ID, after="wife_name"),
        Label(_ID, "husband_id", Shape.PERSONAL_ID, after="husband_name"),
        Label(_LIVES),
        Label(("noi dang ky ket hon", "noi dang ky"), "issued_by"),
        Label(("ngay thang nam dang ky", "ngay dang ky"), "issued_on", Shape.DATE),
        _SIGNED,
        *_PLAIN,
    ),
    Kind.MARITAL_STATUS: (
        Label(("so",), "number", Shape.NUMBER),
        Label(("xet de nghi cua ong ba", "xet de nghi", "ve viec cap giay xac nhan")),
        Label(_NAME, "full_name", Shape.NAME),
        Label(_BIRTH, "birth_date", Shape.DATE, after="full_name"),
        Label(("gioi tinh",), "sex", Shape.SEX),
        Label(_ID, "personal_id", Shape.PERSONAL_ID),
        Label(_LIVES, "residence"),
        Label(("tinh trang hon nhan",)),
        Label(("giay nay duoc cap de", "giay nay duoc su dung de", "giay nay co gia tri su dung"), "purpose"),
        DATED,
        *_PLAIN,
    ),
    Kind.ID_CARD: (
        Label(
            ("so no", "so dinh danh ca nhan", "so dinh danh ca nhan personal identification number"),
            "personal_id",
            Shape.PERSONAL_ID,
        ),
        Label(
            (
                "ho va ten full name",
                "ho chu dem va ten khai sinh full name",
                "ho va ten",
                "ho chu dem va ten khai sinh",
            ),
            "full_name",
            Shape.NAME,
        ),
        Label(
            (
                "ngay sinh date of birth",
                "ngay thang nam sinh date of birth",
                "ngay sinh",
                "ngay thang nam sinh",
            ),
            "birth_date",
            Shape.DATE,
        ),
        Label(("gioi tinh sex", "gioi tinh"), "sex", Shape.SEX),
        Label(("quoc tich nationality", "quoc tich")),
        Label(("que quan place of origin", "que quan")),
        Label(
            ("noi thuong tru place of residence", "noi thuong tru", "noi cu tru place of residence"),
            "residence",
        ),
        Label(("co gia tri den date of expiry", "co gia tri den"), "valid_until", Shape.DATE),
        Label(("date of expiry",)),
    ),
    Kind.RESIDENCE: (
        Label(("so",), "number", Shape.NUMBER),
        Label(("ho chu dem va ten", "ho va ten"), "full_name", Shape.NAME),
        Label(("ngay thang nam sinh",), "birth_date", Shape.DATE),
        Label(("gioi tinh",), "sex", Shape.SEX),
        Label(("so dinh danh ca nhan",), "personal_id", Shape.PERSONAL_ID),
        Label(("ton giao",)),
        Label(("noi thuong tru",), "residence"),
        Label(("noi tam tru",)),
        Label(("noi o hien tai",)),
        Label(("ho chu dem va ten chu ho", "ho va ten chu ho"), "head_name", Shape.NAME),
        Label(("quan he voi chu ho",)),
        Label(
            ("so dinh danh ca nhan chu ho", "so dinh danh ca nhan cua chu ho"), "head_id", Shape.PERSONAL_ID
        ),
        Label(("noi dung xac nhan khac", "noi dung xac nhan", "thong tin cac thanh vien")),
        DATED,
        *_PLAIN,
    ),
    Kind.HOUSEHOLD_BUSINESS: (
        Label(("ma so ho kinh doanh", "ma so dang ky ho kinh doanh", "so"), "number", Shape.NUMBER),
        Label(("dang ky lan dau ngay", "dang ky lan dau"), "issued_on", Shape.DATE),
        Label(("ten ho kinh doanh",), "business_name"),
        Label(("ten ho kinh doanh viet bang tieng nuoc ngoai", "ten ho kinh doanh viet tat")),
        Label(("dia chi tru so ho kinh doanh", "dia chi tru so", "dia diem kinh doanh"), "business_place"),
        Label(("dien thoai", "email", "fax")),
        Label(("nganh nghe kinh doanh", "nganh nghe")),
        Label(("von kinh doanh",)),
        Label(("chu the thanh lap ho kinh doanh", "thong tin ve chu ho kinh doanh", "chu ho kinh doanh")),
        Label(("ho ten chu ho kinh doanh", "ho va ten"), "head_name", Shape.NAME),
        Label(("gioi tinh",)),
        Label(("sinh ngay", "ngay sinh")),
        Label(("so dinh danh ca nhan", "so cccd"), "head_id", Shape.PERSONAL_ID),
        Label(_LIVES),
        *_PLAIN,
    ),
    Kind.HEALTH_CARD: (
        Label(("ma so", "ma the"), "number", Shape.NUMBER),
        Label(("ho va ten", "ho ten"), "full_name", Shape.NAME),
        Label(("ngay sinh", "ngay thang nam sinh"), "birth_date", Shape.DATE),
        Label(("gioi tinh",), "sex", Shape.SEX),
        Label(("noi dang ky kcb bd", "noi dang ky kcb ban dau", "noi kcb bd"), "issued_by"),
        Label(("dia chi",)),
        Label(("gia tri su dung tu", "gia tri su dung")),
        Label(("den ngay", "co gia tri den"), "valid_until", Shape.DATE),
        Label(("thoi diem du 5 nam lien tuc tu ngay", "thoi diem du 05 nam lien tuc")),
    ),
}
