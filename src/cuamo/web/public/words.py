"""How figures are said."""

from cuamo.web.language import current, vi_en


def percent(share: float | None) -> str:
    """Return `96,4 %`, or that there are too few cases."""
    if share is None:
        return vi_en("ít hơn 10", "fewer than 10")
    text = f"{share:g}"
    return (text if current() == "en" else text.replace(".", ",")) + " %"
