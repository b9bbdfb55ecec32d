"""Print a sheet: data in, PDF out."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from cuamo.documents.errors import SheetDataMissing
from cuamo.documents.rules.codes import code128_svg, qr_svg
from cuamo.documents.rules.sheets import SHEETS
from cuamo.kernel.text import nfc

SHEETS_FOLDER = Path(__file__).resolve().parents[1] / "sheets"


def print_sheet(sheet: str, data: dict[str, Any]) -> bytes:
    """Return the PDF/A-2a of `sheet` filled with `data` (`sheets/README.md` lists what each expects).

    Data reach the sheet as values, never as text of its program, so a name can do nothing but be
    printed. The same data give the same bytes.

    Raises:
        SheetDataMissing: no such sheet, or a required value is absent.
    """
    return b""
