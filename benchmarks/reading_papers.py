"""Invented papers of the kinds agencies meet, printed, then photographed badly; each with what it says.

The layouts follow the official forms; the people are put together from `reference/sample/names.json`.
"""

import base64
import hashlib
import io
import json
import math
import random
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import fontpkg_source_serif_4
import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from cuamo.documents.rules.reading.kinds import Kind

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "reference" / "sample" / "names.json"
TODAY = date(2026, 11, 26)
DPI = 200
SERIF = ("Source Serif 4",)
WARDS = (
    "phường Hoàn Kiếm",
    "phường Kim Liên",
    "phường Láng",
    "xã Sóc Sơn",
    "phường Tây Hồ",
    "xã Gia Lâm",
    "phường Hà Đông",
)
STREETS = (
    "Hàng Bông",
    "Kim Mã",
    "Láng Hạ",
    "Nguyễn Trãi",
    "Trần Phú",
    "Phố Huế",
    "Cầu Giấy",
    "Đội Cấn",
    "Thụy Khuê",
)
HOSPITALS = ("Bệnh viện Phụ sản Hà Nội", "Bệnh viện Phụ sản Trung ương", "Bệnh viện Đa khoa Đức Giang")
PLACES = ("001", "034", "036", "038", "030", "026", "033")


@dataclass(frozen=True)
class Paper:
    """One page as it leaves the printer, and what is printed on it."""

    kind: Kind
    picture: Image.Image
    facts: dict[str, str]


@dataclass(frozen=True)
class Person:
    """Nobody: a name, a day and a number that fit each other."""

    name: str
    born: date
    sex: str
    number: str
    home: str

    @property
    def birth(self) -> str:
        return f"{self.born:%d/%m/%Y}"


class People:
    """Draws invented people from a seed."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.parts = json.loads(NAMES.read_text(encoding="utf-8"))

    def one(self, *, sex: str = "", born: tuple[int, int] = (1965, 2003)) -> Person:
        rng = self.rng
        sex = sex or rng.choice(("Nam", "Nữ"))
        key = "male" if sex == "Nam" else "female"
        name = " ".join(self._pick(part) for part in ("family", f"{key}_middle", f"{key}_given"))
        day = date(rng.randint(*born), 1, 1) + timedelta(days=rng.randrange(365))
        century = (0 if sex == "Nam" else 1) + (2 if day.year >= 2000 else 0)
        number = f"{rng.choice(PLACES)}{century}{day.year % 100:02}{rng.randrange(1_000_000):06}"
        home = f"Số {rng.randint(1, 199)} phố {rng.choice(STREETS)}, {rng.choice(WARDS)}, thành phố Hà Nội"
        return Person(name, day, sex, number, home)

    def _pick(self, part: str) -> str:
        words, weights = zip(*self.parts[part], strict=True)
        return str(self.rng.choices(words, weights)[0])


def printed(
    kind: Kind,
    rng: random.Random,
    *,
    expired: bool = False,
    serif: tuple[str, ...] = SERIF,
    sans: tuple[str, ...] = SERIF,
) -> Paper:
    """Return a page of this kind about invented people."""
    source, facts, size = _MAKERS[kind](People(rng), rng, expired)
    body = "" if kind in CARDS else NATION
    fonts = sans if kind in CARDS else serif
    listed = "(" + ", ".join(f'"{name}"' for name in fonts) + ",)"
    margin = "4mm" if kind in CARDS else "(x: 20mm, y: 16mm)"
    fill = _PAPER.get(kind, "white")
    program = (
        f"#set page(width: {size[0]}mm, height: {size[1]}mm, margin: {margin}, fill: {fill})\n"
        f'#set text(font: {listed}, size: {7 if kind in CARDS else 13}pt, lang: "vi")\n'
        "#set par(leading: 0.75em, spacing: 0.85em)\n" + body + source
    )
    ppi = 2.2 * DPI if kind in CARDS else DPI
    drawn = typst.compile(program.encode(), format="png", ppi=ppi, font_paths=_folders())
    assert isinstance(drawn, bytes)
    return Paper(kind, Image.open(io.BytesIO(drawn)).convert("RGB"), facts)


CARDS = frozenset({Kind.ID_CARD, Kind.HEALTH_CARD})
_PAPER = {
    Kind.ID_CARD: 'rgb("#dcebe4")',
    Kind.HEALTH_CARD: 'rgb("#eef4fb")',
    Kind.BIRTH_CERTIFICATE: 'rgb("#fffdf2")',
}
NATION = """#align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*]
#v(4mm)
"""
TWO_LINES = "GIẤY CHỨNG NHẬN \\ ĐĂNG KÝ HỘ KINH DOANH"
Made = tuple[str, dict[str, str], tuple[int, int]]
A4 = (210, 297)


def _title(text: str) -> str:
    return f"#align(center, text(size: 17pt)[*{text}*])\n#v(3mm)\n"


def _number(rng: random.Random) -> str:
    return f"{rng.randint(1, 480)}/{rng.randint(2022, 2026)}"


def _said(day: date) -> str:
    return f"ngày {day.day:02} tháng {day.month:02} năm {day.year}"


def _signed(by: str) -> str:
    return f"#v(6mm)\n#grid(columns: (1fr, 1fr), [], align(center)[*{by}* \\ (Ký, đóng dấu)])\n"


def _birth_certificate(people: People, rng: random.Random, _: bool) -> Made:
    child = people.one(born=(2008, 2024))
    mother, father = people.one(sex="Nữ", born=(1975, 1999)), people.one(sex="Nam", born=(1970, 1999))
    number, ward, place = _number(rng), rng.choice(WARDS), rng.choice(HOSPITALS)
    issued = child.born + timedelta(days=rng.randint(3, 50))
    text = f"""#grid(columns: (1fr, 1fr), [], align(right)[Số: {number}])
{_title("GIẤY KHAI SINH")}
Họ, chữ đệm, tên: *{child.name.upper()}*

Ngày, tháng, năm sinh: {child.birth} ghi bằng chữ: ngày {child.born.day},
tháng {child.born.month}, năm hai nghìn lẻ

#grid(columns: (1fr, 1fr, 1.2fr), [Giới tính: {child.sex}], [Dân tộc: Kinh], [Quốc tịch: Việt Nam])

Nơi sinh: {place}, thành phố Hà Nội

Quê quán: tỉnh Nam Định

Số định danh cá nhân: {child.number}

Họ, chữ đệm, tên người mẹ: *{mother.name.upper()}*

#grid(columns: (1fr, 1fr, 1.2fr), [Năm sinh: {mother.born.year}], [Dân tộc: Kinh], [Quốc tịch: Việt Nam])

Nơi cư trú: {mother.home}

Họ, chữ đệm, tên người cha: *{father.name.upper()}*

#grid(columns: (1fr, 1fr, 1.2fr), [Năm sinh: {father.born.year}], [Dân tộc: Kinh], [Quốc tịch: Việt Nam])

Nơi cư trú: {father.home}

Nơi đăng ký khai sinh: Ủy ban nhân dân {ward}, thành phố Hà Nội

Ngày, tháng, năm đăng ký: {issued:%d/%m/%Y}
{_signed("NGƯỜI KÝ GIẤY KHAI SINH")}"""
    return (
        text,
        {
            "number": number,
            "full_name": child.name.upper(),
            "birth_date": child.birth,
            "sex": child.sex,
            "birth_place": f"{place}, thành phố Hà Nội",
            "personal_id": child.number,
            "mother_name": mother.name.upper(),
            "mother_birth": str(mother.born.year),
            "father_name": father.name.upper(),
            "father_birth": str(father.born.year),
            "issued_by": f"Ủy ban nhân dân {ward}, thành phố Hà Nội",
            "issued_on": f"{issued:%d/%m/%Y}",
        },
        A4,
    )


def _birth_notice(people: People, rng: random.Random, _: bool) -> Made:
    mother, child = people.one(sex="Nữ", born=(1980, 2003)), people.one(born=(2026, 2026))
    number = f"{rng.randint(100, 9000)}/2026"
    place = rng.choice(HOSPITALS)
    text = f"""#grid(columns: (1fr, 1fr), [{place}], align(right)[Số: {number}])
{_title("GIẤY CHỨNG SINH")}
Họ và tên mẹ: *{mother.name.upper()}*

Ngày, tháng, năm sinh: {mother.birth}

Nơi cư trú: {mother.home}

Số định danh cá nhân: {mother.number}

#grid(columns: (1fr, 1fr), [Dân tộc: Kinh], [Quốc tịch: Việt Nam])

Đã sinh con vào lúc: {rng.randint(0, 23)} giờ {rng.randint(0, 59):02} phút, {_said(child.born)}

Tại: {place}

#grid(columns: (1fr, 1fr), [Số con trong lần sinh này: 1], [Giới tính của con: {child.sex}])

Cân nặng: {rng.randint(2400, 4200)} gam

Dự định đặt tên con là: *{child.name.upper()}*
{_signed("NGƯỜI ĐỠ ĐẺ")}"""
    return (
        text,
        {
            "number": number,
            "mother_name": mother.name.upper(),
            "mother_birth": mother.birth,
            "residence": mother.home,
            "mother_id": mother.number,
            "birth_date": child.birth,
            "birth_place": place,
            "sex": child.sex,
            "full_name": child.name.upper(),
        },
        A4,
    )


def _death_notice(people: People, rng: random.Random, _: bool) -> Made:
    person, number = people.one(born=(1932, 1960)), f"{rng.randint(1, 900)}/GBT"
    died = TODAY - timedelta(days=rng.randint(1, 14))
    text = f"""#grid(columns: (1fr, 1fr), [{rng.choice(HOSPITALS)}], align(right)[Số: {number}])
{_title("GIẤY BÁO TỬ")}
Họ và tên: *{person.name.upper()}*

#grid(columns: (1.4fr, 1fr), [Ngày, tháng, năm sinh: {person.birth}], [Giới tính: {person.sex}])

Số định danh cá nhân: {person.number}

Nơi cư trú: {person.home}

Đã chết vào lúc: {rng.randint(0, 23)} giờ {rng.randint(0, 59):02} phút, {_said(died)}

Nguyên nhân chết: bệnh lý
{_signed("THỦ TRƯỞNG CƠ SỞ")}"""
    return (
        text,
        {
            "number": number,
            "full_name": person.name.upper(),
            "birth_date": person.birth,
            "sex": person.sex,
            "personal_id": person.number,
            "residence": person.home,
            "death_date": f"{died:%d/%m/%Y}",
        },
        A4,
    )


def _marriage(people: People, rng: random.Random, _: bool) -> Made:
    wife, husband = people.one(sex="Nữ"), people.one(sex="Nam")
    number, ward = _number(rng), rng.choice(WARDS)
    issued = date(2026, 1, 5) + timedelta(days=rng.randrange(300))
    text = f"""#grid(columns: (1fr, 1fr), [], align(right)[Số: {number}])
{_title("GIẤY CHỨNG NHẬN KẾT HÔN")}
#grid(columns: (1fr, 1fr), column-gutter: 8mm, row-gutter: 4mm,
  [Họ, chữ đệm, tên vợ: \\ *{wife.name.upper()}*], [Họ, chữ đệm, tên chồng: \\ *{husband.name.upper()}*],
  [Ngày, tháng, năm sinh: {wife.birth}], [Ngày, tháng, năm sinh: {husband.birth}],
  [Dân tộc: Kinh], [Dân tộc: Kinh],
  [Quốc tịch: Việt Nam], [Quốc tịch: Việt Nam],
  [Nơi cư trú: {wife.home}], [Nơi cư trú: {husband.home}],
  [Giấy tờ tùy thân: Căn cước số {wife.number}], [Giấy tờ tùy thân: Căn cước số {husband.number}],
)
#v(3mm)
Nơi đăng ký kết hôn: Ủy ban nhân dân {ward}, thành phố Hà Nội

Ngày, tháng, năm đăng ký: {issued:%d/%m/%Y}
{_signed("NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN")}"""
    return (
        text,
        {
            "number": number,
            "wife_name": wife.name.upper(),
            "husband_name": husband.name.upper(),
            "wife_birth": wife.birth,
            "husband_birth": husband.birth,
            "wife_id": wife.number,
            "husband_id": husband.number,
            "issued_by": f"Ủy ban nhân dân {ward}, thành phố Hà Nội",
            "issued_on": f"{issued:%d/%m/%Y}",
        },
        A4,
    )


def _marital_status(people: People, rng: random.Random, expired: bool) -> Made:
    person, ward = people.one(), rng.choice(WARDS)
    number = f"{rng.randint(1, 900)}/UBND-XNTTHN"
    issued = TODAY - timedelta(days=rng.randint(200, 500) if expired else rng.randint(2, 150))
    text = f"""#grid(columns: (1fr, 1fr), [*ỦY BAN NHÂN DÂN* \\ *{ward.upper()}* \\ Số: {number}],
  align(right)[_Hà Nội, {_said(issued)}_])
{_title("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN")}
#align(center)[*ỦY BAN NHÂN DÂN {ward.upper()}*]

Xét đề nghị của ông/bà: {person.name},

*XÁC NHẬN:*

Họ, chữ đệm, tên: *{person.name.upper()}*

#grid(columns: (1.4fr, 1fr), [Ngày, tháng, năm sinh: {person.birth}], [Giới tính: {person.sex}])

#grid(columns: (1fr, 1fr), [Dân tộc: Kinh], [Quốc tịch: Việt Nam])

Giấy tờ tùy thân: Căn cước số {person.number}

Nơi cư trú: {person.home}

Tình trạng hôn nhân: Chưa đăng ký kết hôn với ai

Giấy này được cấp để: đăng ký kết hôn

Giấy này có giá trị 6 tháng kể từ ngày cấp.
{_signed("NGƯỜI KÝ")}"""
    return (
        text,
        {
            "number": number,
            "full_name": person.name.upper(),
            "birth_date": person.birth,
            "sex": person.sex,
            "personal_id": person.number,
            "residence": person.home,
            "purpose": "đăng ký kết hôn",
            "issued_on": f"{issued:%d/%m/%Y}",
        },
        A4,
    )


def _id_card(people: People, rng: random.Random, expired: bool) -> Made:
    person = people.one()
    until = date(2026 - rng.randint(1, 4), 3, 1) if expired else date(2027 + rng.randint(1, 12), 3, 1)
    until = until.replace(month=person.born.month, day=min(person.born.day, 28))
    text = f"""#align(center)[#text(size: 6.4pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\
  Độc lập - Tự do - Hạnh phúc]]
#align(center, text(size: 11pt, fill: rgb("#b3261e"))[*CĂN CƯỚC CÔNG DÂN*])
#place(left + bottom, dy: -6mm, rect(width: 19mm, height: 25mm, fill: rgb("#b9c7cf"), stroke: none))
#place(left + bottom, text(size: 4.3pt)[Có giá trị đến: {until:%d/%m/%Y}])
#pad(left: 23mm)[#set par(spacing: 0.6em, leading: 0.5em)
#text(size: 8.5pt)[Số / No.: *{person.number}*]

#text(size: 5.4pt)[Họ và tên / Full name:] \\ #text(size: 8pt)[*{person.name.upper()}*]

#text(size: 5.4pt)[Ngày sinh / Date of birth:] {person.birth}

#text(size: 5.4pt)[Giới tính / Sex:] {person.sex} #h(5mm)
#text(size: 5.4pt)[Quốc tịch / Nationality:] Việt Nam

#text(size: 5.4pt)[Quê quán / Place of origin:] Nam Định

#text(size: 5.4pt)[Nơi thường trú / Place of residence:] \\ {person.home}
]"""
    return (
        text,
        {
            "personal_id": person.number,
            "full_name": person.name.upper(),
            "birth_date": person.birth,
            "sex": person.sex,
            "residence": person.home,
            "valid_until": f"{until:%d/%m/%Y}",
        },
        (86, 54),
    )


def _residence(people: People, rng: random.Random, expired: bool) -> Made:
    person, head = people.one(), people.one()
    number = f"{rng.randint(1, 5000)}/XN"
    issued = TODAY - timedelta(days=rng.randint(400, 700) if expired else rng.randint(2, 300))
    boxes = " ".join(person.number)
    text = f"""#align(right, text(size: 10pt)[Mẫu CT07 ban hành kèm theo Thông tư])
#grid(columns: (1fr, 1fr), [Số: {number}], align(right)[_Hà Nội, {_said(issued)}_])
{_title("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ")}
1. Họ, chữ đệm và tên: *{person.name.upper()}*

2. Ngày, tháng, năm sinh: {person.birth} #h(10mm) 3. Giới tính: {person.sex}

4. Số định danh cá nhân: {boxes}

5. Dân tộc: Kinh #h(8mm) 6. Tôn giáo: Không #h(8mm) 7. Quốc tịch: Việt Nam

8. Quê quán: tỉnh Nam Định

9. Nơi thường trú: {person.home}

10. Nơi tạm trú: Không

11. Nơi ở hiện tại: {person.home}

12. Họ, chữ đệm và tên chủ hộ: {head.name.upper()}

13. Quan hệ với chủ hộ: Con

14. Số định danh cá nhân chủ hộ: {head.number}

15. Nội dung xác nhận khác: Không
{_signed("THỦ TRƯỞNG CƠ QUAN ĐĂNG KÝ CƯ TRÚ")}"""
    return (
        text,
        {
            "number": number,
            "full_name": person.name.upper(),
            "birth_date": person.birth,
            "sex": person.sex,
            "personal_id": person.number,
            "residence": person.home,
            "head_name": head.name.upper(),
            "head_id": head.number,
            "issued_on": f"{issued:%d/%m/%Y}",
        },
        A4,
    )


def _business(people: People, rng: random.Random, _: bool) -> Made:
    owner = people.one()
    number = f"{rng.randint(0, 99):02}{owner.number[:3]}{rng.randrange(10**8):08}"[:10]
    trade = rng.choice(("Quán ăn", "Tạp hóa", "Hiệu may", "Cắt tóc"))
    name = f"{trade} {owner.name.split()[-1]} {rng.randint(1, 99)}"
    place = f"Số {rng.randint(1, 300)} phố {rng.choice(STREETS)}, {rng.choice(WARDS)}, thành phố Hà Nội"
    issued = date(2026, 1, 10) + timedelta(days=rng.randrange(300))
    text = f"""#grid(columns: (1fr, 1fr), [*ỦY BAN NHÂN DÂN*], [])
{_title(TWO_LINES)}
#align(center)[Mã số hộ kinh doanh: *{number}* \\ Đăng ký lần đầu, {_said(issued)}]

1. Tên hộ kinh doanh: *{name.upper()}*

2. Địa chỉ trụ sở hộ kinh doanh: {place}

#grid(columns: (1fr, 1fr), [Điện thoại: 0912{rng.randrange(10**6):06}], [Email: Không có])

3. Ngành, nghề kinh doanh: Bán lẻ

4. Vốn kinh doanh: {rng.randint(20, 500)}.000.000 đồng

5. Thông tin về chủ hộ kinh doanh:

Họ và tên: *{owner.name.upper()}* #h(8mm) Giới tính: {owner.sex}

Sinh ngày: {owner.birth} #h(8mm) Dân tộc: Kinh #h(8mm) Quốc tịch: Việt Nam

Số định danh cá nhân: {owner.number}

Nơi thường trú: {owner.home}
{_signed("TRƯỞNG PHÒNG")}"""
    return (
        text,
        {
            "number": number,
            "issued_on": f"{issued:%d/%m/%Y}",
            "business_name": name.upper(),
            "business_place": place,
            "head_name": owner.name.upper(),
            "head_id": owner.number,
        },
        A4,
    )


def _health(people: People, rng: random.Random, expired: bool) -> Made:
    person = people.one()
    number = f"{rng.randrange(10**9, 10**10)}"
    until = date(2025, 12, 31) if expired else date(2027 + rng.randint(0, 4), 12, 31)
    place = rng.choice(HOSPITALS)
    text = f"""#grid(columns: (1fr, 1fr), text(size: 6pt)[*BẢO HIỂM XÃ HỘI VIỆT NAM*], [])
#align(center, text(size: 10.5pt, fill: rgb("#1b4f9c"))[*THẺ BẢO HIỂM Y TẾ*])
#set par(spacing: 0.7em, leading: 0.5em)
Mã số: *{number}*

Họ và tên: *{person.name.upper()}*

Ngày sinh: {person.birth} #h(6mm) Giới tính: {person.sex}

Nơi đăng ký KCB BĐ: {place}

Giá trị sử dụng: từ ngày 01/01/2025 #h(3mm) đến ngày {until:%d/%m/%Y}

Thời điểm đủ 5 năm liên tục: từ ngày 01/01/{rng.randint(2019, 2026)}"""
    return (
        text,
        {
            "number": number,
            "full_name": person.name.upper(),
            "birth_date": person.birth,
            "sex": person.sex,
            "issued_by": place,
            "valid_until": f"{until:%d/%m/%Y}",
        },
        (86, 54),
    )


_MAKERS: dict[Kind, Callable[[People, random.Random, bool], Made]] = {
    Kind.BIRTH_CERTIFICATE: _birth_certificate,
    Kind.BIRTH_NOTICE: _birth_notice,
    Kind.DEATH_NOTICE: _death_notice,
    Kind.MARRIAGE_CERTIFICATE: _marriage,
    Kind.MARITAL_STATUS: _marital_status,
    Kind.ID_CARD: _id_card,
    Kind.RESIDENCE: _residence,
    Kind.HOUSEHOLD_BUSINESS: _business,
    Kind.HEALTH_CARD: _health,
}


@dataclass(frozen=True)
class Harm:
    """How a page was photographed."""

    angle: float = 0.0
    """Degrees askew."""
    blur: float = 0.0
    """Radius of the blur in pixels at 200 dpi."""
    shadow: float = 0.0
    """How much light the darkest corner loses, 0 to 1."""
    tilt: float = 0.0
    """How far the corners are moved by looking from the side, as a share of the width."""
    stamp: bool = False
    noise: float = 0.0
    quality: int = 90
    """Of the JPEG."""


def drawn_harm(rng: random.Random) -> Harm:
    """Return one way of photographing badly, as a clerk or a citizen would."""
    return Harm(
        angle=rng.uniform(-5, 5),
        blur=rng.choice((0.0, 0.5, 0.8, 1.1)),
        shadow=rng.choice((0.0, 0.25, 0.45, 0.6)),
        tilt=rng.choice((0.0, 0.0, 0.01, 0.02)),
        stamp=rng.random() < 0.7,
        noise=rng.choice((0.0, 4.0, 8.0)),
        quality=rng.choice((50, 65, 80, 90)),
    )


def photographed(page: Image.Image, harm: Harm, rng: random.Random) -> Image.Image:
    """Return the page as a phone or a scanner sees it, on a dark table."""
    picture = _stamped(page, rng) if harm.stamp else page.copy()
    border = round(0.03 * page.width)
    table = Image.new("RGB", (page.width + 2 * border, page.height + 2 * border), (96, 88, 80))
    table.paste(picture, (border, border))
    if harm.tilt:
        table = _tilted(table, harm.tilt, rng)
    if harm.angle:
        table = table.rotate(harm.angle, Image.Resampling.BICUBIC, expand=False, fillcolor=(96, 88, 80))
    if harm.blur:
        table = table.filter(ImageFilter.GaussianBlur(harm.blur))
    if harm.shadow:
        table = _shaded(table, harm.shadow, rng)
    if harm.noise:
        grain = Image.effect_noise(table.size, harm.noise).convert("L")
        table = ImageChops.add(table, Image.merge("RGB", (grain,) * 3), scale=1.0, offset=-128)
    out = io.BytesIO()
    table.save(out, "JPEG", quality=harm.quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _stamped(page: Image.Image, rng: random.Random) -> Image.Image:
    """Return the page with a round red stamp over its lower text."""
    red = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(red)
    radius = round(0.085 * page.width)
    x, y = round(rng.uniform(0.3, 0.75) * page.width), round(rng.uniform(0.6, 0.85) * page.height)
    ink = (205, 40, 40, 190)
    for size in (radius, round(0.72 * radius)):
        draw.ellipse((x - size, y - size, x + size, y + size), outline=ink, width=max(3, radius // 18))
    points = []
    for corner in range(10):
        far = 0.4 * radius if corner % 2 == 0 else 0.17 * radius
        turn = math.pi * corner / 5 - math.pi / 2
        points.append((x + far * math.cos(turn), y + far * math.sin(turn)))
    draw.polygon(points, fill=ink)
    return Image.alpha_composite(page.convert("RGBA"), red).convert("RGB")


def _tilted(picture: Image.Image, share: float, rng: random.Random) -> Image.Image:
    width, height = picture.size
    reach = share * width
    moved = [rng.uniform(-reach, reach) for _ in range(8)]
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    seen = [(x + moved[2 * n], y + moved[2 * n + 1]) for n, (x, y) in enumerate(corners)]
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, seen),
        Image.Resampling.BICUBIC,
        fillcolor=(96, 88, 80),
    )


def _perspective(corners: list[tuple[int, int]], seen: list[tuple[float, float]]) -> list[float]:
    """Return the eight numbers that carry `corners` to `seen`, by elimination."""
    rows = []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(8):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [rows[row][8] for row in range(8)]


def _shaded(picture: Image.Image, depth: float, rng: random.Random) -> Image.Image:
    """Return the picture with the soft shadow of a hand and a phone across a corner."""
    small = Image.new("L", (64, 90), 255)
    draw = ImageDraw.Draw(small)
    edge = rng.randint(18, 46)
    slope = rng.randint(-20, 20)
    side = [(0, 0), (edge + slope, 0), (edge - slope, 90), (0, 90)]
    if rng.random() < 0.5:
        side = [(64 - x, y) for x, y in side]
    draw.polygon(side, fill=round(255 * (1 - depth)))
    soft = small.filter(ImageFilter.GaussianBlur(6)).resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(picture, Image.merge("RGB", (soft,) * 3))


@cache
def _folders() -> list[str]:
    packages = (fontpkg_be_vietnam_pro, fontpkg_source_serif_4)
    return [str(Path(package.__file__).parent / "files") for package in packages] + _more


_more: list[str] = []


def use_fonts(folder: Path) -> None:
    """Let papers be printed with the fonts of a folder too."""
    _more.append(str(folder))
    _folders.cache_clear()


FONTS = {
    "Tinos": (
        "@fontsource/tinos@5.3.0",
        "VVDyyZdbcsLKxo/W7rClAvacD/7DsGc7J5xzzp51Tndib8kDkEe/0bqbb3Xb3iH6+IUjt07aRsvtQ9MGeGGi4w==",
    ),
    "Arimo": (
        "@fontsource/arimo@5.3.0",
        "nhxZ2sTVZYX8DJBgLuyX360B5vE4mxqpmjlKTRfucIqfcWRVx9vOYzWBc1IgEX0ist48VMC10PRKbFyH+4QFvQ==",
    ),
}
"""Fonts as wide as Times New Roman and Arial, in which real papers and cards are printed."""
SUBSETS = ("vietnamese", "latin", "latin-ext")


def bring_fonts(folder: Path) -> dict[str, tuple[str, ...]]:
    """Fetch the fonts of real papers with npm into `folder`; return the names typst knows each by.

    The packages hold one file for each set of letters; each becomes a family of its own, and typst takes
    every letter from the first that has it.
    """
    from fontTools.ttLib import TTFont

    names = {}
    for family, (package, integrity) in FONTS.items():
        stem = package.removeprefix("@").rpartition("@")[0].replace("/", "-")
        found = next(folder.glob(f"{stem}-*.tgz"), None)
        if found is None:
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True)
            found = next(folder.glob(f"{stem}-*.tgz"))
        if base64.b64encode(hashlib.sha512(found.read_bytes()).digest()).decode() != integrity:
            raise SystemExit(f"{found.name} is not the pinned {package}")
        with tarfile.open(found) as opened:
            for subset in SUBSETS:
                for weight in (400, 700):
                    member = f"package/files/{family.lower()}-{subset}-{weight}-normal.woff2"
                    data = opened.extractfile(member)
                    assert data is not None
                    font = TTFont(io.BytesIO(data.read()))
                    font.flavor = None
                    for record in list(font["name"].names):
                        if record.nameID in (1, 4, 16):
                            font["name"].setName(
                                f"{family} {subset}",
                                record.nameID,
                                record.platformID,
                                record.platEncID,
                                record.langID,
                            )
                    font.save(folder / f"{family}-{subset}-{weight}.ttf")
        names[family] = tuple(f"{family} {subset}" for subset in SUBSETS)
    use_fonts(folder)
    return names
