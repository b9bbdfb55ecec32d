"""Pages that come together are proposed for papers; only what nobody could doubt is filed unasked."""

from uuid import UUID, uuid4

from cuamo.documents.rules.reading.kinds import Kind
from cuamo.dossiers.rules.split_pages import LoosePage, OpenPaper, Split, Why, split

BIRTH = OpenPaper("chung_sinh", "Giấy chứng sinh", has_pages=False)
MARRIAGE = OpenPaper("ket_hon", "Giấy chứng nhận kết hôn", has_pages=False)
FORM = OpenPaper("to_khai", "Tờ khai đăng ký khai sinh", has_pages=False, own_form=True)
TAX = OpenPaper("thue", "Tờ khai thuế thu nhập cá nhân", has_pages=False)
OTHER = OpenPaper("hoc_ba", "Học bạ", has_pages=False)


def _pages(*kinds: Kind | None, upload: UUID | None = None, **more: bool) -> list[LoosePage]:
    whole = upload or uuid4()
    return [LoosePage(uuid4(), whole, kind=kind, **more) for kind in kinds]


def _said(found: Split) -> list[tuple[str, int, Why]]:
    return [(group.key, len(group.pages), group.why) for group in found.groups]


def test_one_picture_goes_to_the_paper_that_is_next():
    found = split(_pages(None), [BIRTH, MARRIAGE])

    assert (_said(found), found.certain) == ([("chung_sinh", 1, Why.ONLY)], True)


def test_many_pages_go_unasked_only_where_one_paper_is_missing():
    pages = _pages(None, None, None)

    assert split(pages, [BIRTH]).certain
    assert _said(split(pages, [BIRTH])) == [("chung_sinh", 3, Why.ONLY)]
    assert not split(pages, [BIRTH, MARRIAGE]).certain


def test_a_picture_that_is_surely_another_paper_is_asked_about():
    assert not split(_pages(Kind.ID_CARD), [BIRTH]).certain


def test_blank_sheets_part_the_pages_and_are_put_away():
    first, blank, second = _pages(None, None), _pages(None, blank=True), _pages(None)

    found = split([*first, *blank, *second], [BIRTH, MARRIAGE])

    assert _said(found) == [("chung_sinh", 2, Why.SEPARATOR), ("ket_hon", 1, Why.SEPARATOR)]
    assert (found.separators, found.certain) == ((blank[0].id,), False)


def test_where_another_kind_begins_another_paper_begins_whatever_the_order():
    pages = _pages(Kind.MARRIAGE_CERTIFICATE, Kind.UNKNOWN, Kind.BIRTH_NOTICE)

    found = split(pages, [BIRTH, MARRIAGE])

    assert _said(found) == [("ket_hon", 2, Why.KIND), ("chung_sinh", 1, Why.KIND)]
    assert not found.certain


def test_as_many_files_as_papers_are_proposed_one_each_and_asked_about():
    found = split([*_pages(None), *_pages(None)], [BIRTH, OTHER])

    assert (_said(found), found.certain) == ([("chung_sinh", 1, Why.ORDER), ("hoc_ba", 1, Why.ORDER)], False)


def test_pages_with_the_bar_code_of_the_dossier_file_themselves():
    found = split(_pages(None, None, is_form=True), [BIRTH, FORM])

    assert (_said(found), found.certain) == ([("to_khai", 2, Why.CODE)], True)


def test_a_form_that_may_be_another_declaration_is_asked_about():
    found = split(_pages(None, is_form=True), [BIRTH, TAX])

    assert (_said(found), found.certain) == ([("thue", 1, Why.CODE)], False)
    assert split(_pages(None, is_form=True), [TAX, FORM]).groups[0].key == "to_khai"


def test_a_form_nobody_asks_for_and_pages_beyond_what_is_missing_are_asked_about():
    assert not split(_pages(None, is_form=True), [BIRTH]).certain
    full = OpenPaper("chung_sinh", "Giấy chứng sinh", has_pages=True)
    found = split(_pages(None), [full])
    assert (_said(found), found.certain) == ([("", 1, Why.ONLY)], False)
    optional = OpenPaper("hoc_ba", "Học bạ", has_pages=False, required=False)
    assert not split(_pages(None), [full, optional]).certain


def test_a_lone_blank_page_is_looked_at_by_a_person():
    assert not split(_pages(None, blank=True), [BIRTH]).certain
    assert split([], [BIRTH]) == Split()
    assert split(_pages(None), []) == Split()
