"""Which field of a form a fact of a paper belongs to: as the version says, else by what the field is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cuamo.catalogue.rules.form import FormField
from cuamo.catalogue.rules.paper_facts import NEVER
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.kernel.text import fold

OF_PERSON = {
    "person.full_name": "full_name",
    "person.personal_id": "personal_id",
    "person.birth_date": "birth_date",
    "person.sex": "sex",
    "person.address": "residence",
}
"""Facts of a paper about one person, by the source a field names."""
ABOUT_ONE = frozenset({Kind.ID_CARD, Kind.HEALTH_CARD, Kind.MARITAL_STATUS, Kind.RESIDENCE})

BY_KEY: Mapping[Kind, Mapping[str, str]] = {
    Kind.BIRTH_NOTICE: {
        "ks_so_chung_sinh": "number",
        "ks_ho": "full_name.family",
        "ks_chu_dem": "full_name.middle",
        "ks_ten": "full_name.given",
        "ks_ho_ten": "full_name",
        "ks_ngay_sinh": "birth_date",
        "ks_gioi_tinh": "sex",
        "ks_noi_sinh": "birth_place",
        "me_ho_ten": "mother_name",
        "me_so_dinh_danh": "mother_id",
        "me_nam_sinh": "mother_birth",
        "me_ngay_sinh": "mother_birth",
        "me_noi_cu_tru": "residence",
    },
    Kind.BIRTH_CERTIFICATE: {
        "ks_ho_ten": "full_name",
        "ks_ngay_sinh": "birth_date",
        "ks_gioi_tinh": "sex",
        "ks_noi_sinh": "birth_place",
        "ks_so_dinh_danh": "personal_id",
        "con_ho_ten": "full_name",
        "con_ngay_sinh": "birth_date",
        "con_gioi_tinh": "sex",
        "con_so_dinh_danh": "personal_id",
        "con_khai_sinh": "number",
        "me_ho_ten": "mother_name",
        "me_nam_sinh": "mother_birth",
        "me_ngay_sinh": "mother_birth",
        "cha_ho_ten": "father_name",
        "cha_nam_sinh": "father_birth",
        "cha_ngay_sinh": "father_birth",
        "so_cu": "number",
        "noi_dang_ky_cu": "issued_by",
        "nam_dang_ky_cu": "issued_on",
        "so_giay": "number",
        "ngay_dang_ky": "issued_on",
        "noi_dang_ky": "issued_by",
    },
    Kind.DEATH_NOTICE: {
        "nc_ho_ten": "full_name",
        "nc_ngay_sinh": "birth_date",
        "nc_gioi_tinh": "sex",
        "nc_so_dinh_danh": "personal_id",
        "nc_noi_cu_tru": "residence",
        "ngay_chet": "death_date",
        "gbt_so": "number",
    },
    Kind.MARRIAGE_CERTIFICATE: {
        "ket_hon_so": "number",
        "so_giay": "number",
        "ngay_dang_ky": "issued_on",
        "noi_dang_ky": "issued_by",
    },
    Kind.HOUSEHOLD_BUSINESS: {
        "ten_hkd": "business_name",
        "ma_so_hkd": "number",
        "dia_chi_tru_so": "business_place",
        "chu_ho_ho_ten": "head_name",
        "chu_ho_so_dinh_danh": "head_id",
    },
    Kind.RESIDENCE: {
        "ho_ten_chu_ho": "head_name",
        "so_dinh_danh_ca_nhan_chu_ho": "head_id",
        "so_dinh_danh_chu_ho": "head_id",
    },
    Kind.HEALTH_CARD: {"noi_kham": "issued_by"},
}
"""Fact by key of the field, for versions that do not say `read_from` there.

The keys are the catalogue's; one key means one thing in all forms.
"""


@dataclass(frozen=True)
class ReadFact:
    """One fact of one paper with its proof."""

    fact: str
    value: str
    confidence: int
    page: int
    place: tuple[float, float, float, float]


def fields_of(
    kind: Kind, facts: Mapping[str, ReadFact], fields: Sequence[FormField], values: Mapping[str, object]
) -> dict[str, ReadFact]:
    """Return the fact for each field of the form this paper can speak for.

    What the field says of this paper counts; a field that says nothing is read by what its key means. A field
    prefilled from the person's card is also read from papers about one person, unless it names them itself.
    A paper about one person fills a section about a person only when the names do not differ, so that the
    card of the wife never fills the lines of the husband.
    """
    found: dict[str, ReadFact] = {}
    for field in fields:
        own = dict(field.read_from)
        if NEVER in own:
            continue
        wanted = own.get(kind, "") if own else BY_KEY.get(kind, {}).get(field.key, "")
        of_holder = kind in ABOUT_ONE and wanted.partition(".")[0] in OF_PERSON.values()
        theirs = kind in ABOUT_ONE and _same_person(field.section, facts, fields, values)
        fact = _part(facts, wanted) if theirs or not of_holder else None
        if fact is None and theirs and kind not in own:
            fact = facts.get(OF_PERSON.get(field.prefill, ""))
        if fact is not None:
            found[field.key] = fact
    return found


def usually_read_from(key: str) -> list[dict[str, str]]:
    """Return what a key means, in the words of a version: `[{"paper", "fact"}]`."""
    return [{"paper": kind.value, "fact": keys[key]} for kind, keys in BY_KEY.items() if key in keys]


def _same_person(
    section: str, facts: Mapping[str, ReadFact], fields: Sequence[FormField], values: Mapping[str, object]
) -> bool:
    said = facts.get("full_name")
    named = [
        str(values[field.key])
        for field in fields
        if field.section == section and field.prefill == "person.full_name" and values.get(field.key)
    ]
    return said is not None and all(fold(name) == fold(said.value) for name in named)


def _part(facts: Mapping[str, ReadFact], wanted: str) -> ReadFact | None:
    """Return a fact, or one part of a name: the family name, what stands between, the given name."""
    name, _, part = wanted.partition(".")
    fact = facts.get(name)
    if fact is None or not part:
        return fact
    words = fact.value.split()
    parts = {"family": words[:1], "middle": words[1:-1], "given": words[-1:] if len(words) > 1 else []}
    value = " ".join(parts[part])
    return ReadFact(wanted, value, fact.confidence, fact.page, fact.place) if value else None
