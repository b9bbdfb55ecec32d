"""What invented papers say: the nine layouts, after the official forms, and the people on them.

The people are put together from `reference/sample/names.json`.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cuamo.documents.rules.reading.kinds import Kind

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "reference" / "sample" / "names.json"
TODAY = date(2026, 11, 26)
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
TWO_LINES = "GIẤY CHỨNG NHẬN \\ ĐĂNG KÝ HỘ KINH DOANH"
Made = tuple[str, dict[str, str], tuple[int, int]]
A4 = (210, 297)


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


MAKERS: dict[Kind, Callable[[People, random.Random, bool], Made]] = {
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
