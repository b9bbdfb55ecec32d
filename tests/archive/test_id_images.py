"""Which images of ID cards go when a dossier closes: the list of papers decides, never a machine alone."""

from hypothesis import given
from hypothesis import strategies as st

from cuamo.archive.rules.id_images import Picture, to_remove

SHOWN = {"key": "the", "name_vi": "Thẻ căn cước, xuất trình", "shown_only": True}
HANDED_IN = {"key": "ban_sao", "name_vi": "Bản sao căn cước của chủ hộ"}
OTHER = {"key": "chung_sinh", "name_vi": "Giấy chứng sinh"}
LIST = [SHOWN, HANDED_IN, OTHER]


def test_a_card_that_is_only_shown_goes_and_one_that_is_handed_in_stays():
    papers = [Picture("1", "the", False), Picture("2", "ban_sao", True), Picture("3", "chung_sinh", False)]

    assert to_remove(papers, LIST) == {"1"}


def test_what_a_machine_read_as_a_card_under_another_paper_stays():
    assert to_remove([Picture("1", "chung_sinh", True)], LIST) == set()


def test_pages_left_in_the_tray_go_when_they_were_read_as_a_card():
    pages = [Picture("1", "", True, is_paper=False), Picture("2", "", False, is_paper=False)]

    assert to_remove(pages, LIST) == {"1"}


def test_what_a_removed_picture_was_made_of_goes_with_it_but_never_a_paper_that_stays():
    papers = [
        Picture("paper", "the", False, made_of=("page",)),
        Picture("page", "the", False, made_of=("plain", "upload"), is_paper=False),
        Picture("upload", "chung_sinh", False),
    ]

    assert to_remove(papers, LIST) == {"paper", "page", "plain"}


PICTURES = st.lists(
    st.builds(
        Picture,
        file_id=st.sampled_from("abcdef"),
        component_key=st.sampled_from(["", "the", "ban_sao", "chung_sinh", "gone"]),
        read_as_id_card=st.booleans(),
        made_of=st.lists(st.sampled_from("abcdef"), max_size=2).map(tuple),
        is_paper=st.booleans(),
    ),
    max_size=6,
)


@given(PICTURES)
def test_no_paper_of_a_legal_component_ever_goes(pictures):
    gone = to_remove(pictures, LIST)

    for picture in pictures:
        if picture.is_paper and picture.component_key in {"ban_sao", "chung_sinh"}:
            assert picture.file_id not in gone
        papers = [one for one in pictures if one.file_id == picture.file_id and one.is_paper]
        if picture.component_key == "the" and all(one.component_key == "the" for one in papers):
            assert picture.file_id in gone
