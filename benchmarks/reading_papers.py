"""Invented papers of the kinds agencies meet, printed, then photographed badly; each with what it says."""

import base64
import hashlib
import io
import math
import random
import subprocess
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import fontpkg_source_serif_4
import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from benchmarks.reading_layouts import MAKERS, People
from cuamo.documents.rules.reading.kinds import Kind

DPI = 200
SERIF = ("Source Serif 4",)


@dataclass(frozen=True)
class Paper:
    """One page as it leaves the printer, and what is printed on it."""

    kind: Kind
    picture: Image.Image
    facts: dict[str, str]


def printed(
    kind: Kind,
    rng: random.Random,
    *,
    expired: bool = False,
    serif: tuple[str, ...] = SERIF,
    sans: tuple[str, ...] = SERIF,
) -> Paper:
    """Return a page of this kind about invented people."""
    source, facts, size = MAKERS[kind](People(rng), rng, expired)
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
