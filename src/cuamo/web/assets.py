"""Builds `static/vendor/`: subset fonts, style sheets joined and squeezed, htmx; skipped when up to date."""

import hashlib
import importlib.util
import re
import shutil
import sys
from pathlib import Path

from cuamo.interop.systems.reading import language

STATIC = Path(__file__).resolve().parent / "static"
VENDOR = STATIC / "vendor"
STAMP = VENDOR / "built"
SHEETS = {
    "citizen.css": ("layers", "tokens", "base", "chrome", "forms", "components", "dossier", "print"),
    "staff.css": ("staff", "workbench", "tables", "hand"),
    "screen.css": ("screen",),
}
"""The style sheets and the sources each is joined from, in order."""
WEIGHTS = {400: "BeVietnamPro-Regular.ttf", 600: "BeVietnamPro-SemiBold.ttf"}
LETTERS = (
    "U+0020-007E,U+00A0,U+00A9,U+00AB,U+00B0,U+00B2,U+00B7,U+00BB,U+00BD,U+00D7,"
    "U+00C0-00C3,U+00C8-00CA,U+00CC,U+00CD,U+00D2-00D5,U+00D9,U+00DA,U+00DD,"
    "U+00E0-00E3,U+00E8-00EA,U+00EC,U+00ED,U+00F2-00F5,U+00F9,U+00FA,U+00FD,"
    "U+0102,U+0103,U+0110,U+0111,U+0128,U+0129,U+0168,U+0169,U+01A0,U+01A1,U+01AF,U+01B0,"
    "U+1EA0-1EF9,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+20AB,U+2190,U+2192,U+2265,U+2264"
)
FIGURES = "0123456789"
RECIPE = "4"
"""Raise when this file changes what it builds."""


def build(*, force: bool = False) -> bool:
    """Bring `static/vendor/` up to date; return whether anything had to be built."""
    state = _fingerprint()
    if not force and STAMP.exists() and STAMP.read_text() == state:
        return False
    VENDOR.mkdir(parents=True, exist_ok=True)
    if force or not _same_fonts(state):
        for weight, name in WEIGHTS.items():
            _subset(_package("fontpkg_be_vietnam_pro") / "files" / name, weight)
            _tabular(_package("fontpkg_be_vietnam_pro") / "files" / name, weight)
        shutil.copyfile(_package("fontpkg_be_vietnam_pro") / "LICENSE", VENDOR / "OFL.txt")
    for name, sources in SHEETS.items():
        joined = "\n".join((STATIC / "css" / f"{source}.css").read_text() for source in sources)
        (VENDOR / name).write_text(squeeze(joined))
    shutil.copyfile(
        _package("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js", VENDOR / "htmx.min.js"
    )
    STAMP.write_text(state)
    return True


def squeeze(css: str) -> str:
    """Drop comments and needless blanks; the meaning stays."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def _fingerprint() -> str:
    fonts = hashlib.sha256((RECIPE + LETTERS + FIGURES).encode())
    for name in WEIGHTS.values():
        fonts.update(str((_package("fontpkg_be_vietnam_pro") / "files" / name).stat().st_size).encode())
    sheets = hashlib.sha256(RECIPE.encode())
    for source in sorted((STATIC / "css").glob("*.css")):
        sheets.update(source.read_bytes())
    htmx = _package("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    sheets.update(htmx.read_bytes())
    return f"{fonts.hexdigest()} {sheets.hexdigest()}"


def _same_fonts(state: str) -> bool:
    fonts = [VENDOR / f"{stem}-{weight}.woff2" for stem in ("be-vietnam-pro", "so") for weight in WEIGHTS]
    if not all(font.exists() for font in fonts) or not STAMP.exists():
        return False
    return STAMP.read_text().split(" ")[0] == state.split(" ", maxsplit=1)[0]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {name} is missing: install the project's requirements first.")
    return Path(spec.origin).parent


def _subset(source: Path, weight: int) -> None:
    """Keep Latin, every Vietnamese letter and ₫; accents are composed letters, kerning stays."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp", "locl"])
    options.hinting = False
    options.desubroutinize = True
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(LETTERS))
    subsetter.subset(font)
    subset.save_font(font, str(VENDOR / f"be-vietnam-pro-{weight}.woff2"), options)


def _tabular(source: Path, weight: int) -> None:
    """Make the companion `so`: the ten figures alone, all as wide as the widest."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=[])
    options.hinting = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=FIGURES)
    subsetter.subset(font)
    names = [font.getBestCmap()[ord(figure)] for figure in FIGURES]
    widest = max(font["hmtx"][name][0] for name in names)
    for name in names:
        width, bearing = font["hmtx"][name]
        shift = (widest - width) // 2
        glyph = font["glyf"][name]
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (widest, bearing + shift)
    subset.save_font(font, str(VENDOR / f"so-{weight}.woff2"), options)


if __name__ == "__main__":
    built = build(force="--force" in sys.argv)
    print("static/vendor built" if built else "static/vendor is up to date")  # noqa: T201
    if not language.bring():
        print("papers are not read on this machine: npm could not bring the language file")  # noqa: T201
