"""Codes drawn for paper are read back by a reader."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from cuamo.documents.rules.codes import code128_svg, qr_svg

_BAR = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)")


def _drawn(svg, scale=4):
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    image = Image.new("L", (width * scale, height * scale), 255)
    for left, top, across, down in (map(int, bar) for bar in _BAR.findall(svg)):
        box = [value * scale for value in (left, top, left + across, top + down)]
        ImageDraw.Draw(image).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
    return image


@pytest.mark.parametrize("text", ["http://localhost:8000/t/7Kq2mZ4nP9xR", "Đường Láng, Hà Nội", "1"])
def test_a_qr_code_holds_its_text(text):
    assert [code.text for code in zxingcpp.read_barcodes(_drawn(qr_svg(text)))] == [text]


@pytest.mark.parametrize("text", ["H26.16-20261124-0000012", "TH-0001234", "000.00.01.H26-260930-0012"])
def test_a_bar_code_holds_its_text(text):
    assert [code.text for code in zxingcpp.read_barcodes(_drawn(code128_svg(text)))] == [text]


def test_a_qr_code_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="needs a text"):
        qr_svg("")


@pytest.mark.parametrize("text", ["", "Mã"])
def test_a_bar_code_takes_ascii_only(text):
    with pytest.raises(ValueError, match="ASCII"):
        code128_svg(text)
