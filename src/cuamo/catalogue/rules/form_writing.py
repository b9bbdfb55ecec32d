"""Bring identifiers to one form, or say that they cannot be."""

import re


def as_personal_id(text: str) -> str | None:
    """Return the 12 figures of a personal identifier, or None. Law: Law on Identification 26/2023/QH15."""
    figures = re.sub(r"[\s.\-]", "", text)
    return figures if re.fullmatch(r"\d{12}", figures) else None


def as_phone(text: str) -> str | None:
    """Return a Vietnamese number as 0… without spaces, or None."""
    figures = re.sub(r"[\s.\-()]", "", text)
    if figures.startswith("+84"):
        figures = "0" + figures[3:]
    return figures if re.fullmatch(r"0\d{9,10}", figures) else None


def as_tax_code(text: str) -> str | None:
    """Return a tax code of 10 figures, 10-3 figures, or the 12 of a person, or None."""
    figures = re.sub(r"[\s.]", "", text)
    return figures if re.fullmatch(r"\d{10}(-?\d{3})?|\d{12}", figures) else None
