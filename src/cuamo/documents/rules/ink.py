"""Whether somebody drew anything on a picture of a signature."""

from PIL import Image

DIFFERENT = 48
"""Of 255 grey steps: what differs less from the paper is grain and shadow, not ink."""
FEWEST_PIXELS = 24
SHORTEST = 8
"""Pixels a stroke is long at least, whatever the size of the picture."""
SHORTEST_SHARE = 0.03
"""Of the longer side: a dot left by one tap is no stroke."""


def has_ink(image: Image.Image) -> bool:
    """Return whether a stroke of some length stands on the paper of `image`, grey or in colour.

    The paper is the grey that half of the picture is lighter than; ink may be darker or lighter than it.
    """
    grey = image.convert("L")
    paper = _middle(grey.histogram())
    ink = grey.point([255 if abs(step - paper) > DIFFERENT else 0 for step in range(256)])
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < FEWEST_PIXELS:
        return False
    longest = max(box[2] - box[0], box[3] - box[1])
    return longest >= max(SHORTEST, SHORTEST_SHARE * max(image.size))


def _middle(counts: list[int]) -> int:
    half, seen = sum(counts) / 2, 0
    for step, many in enumerate(counts):
        seen += many
        if seen >= half:
            return step
    return 255
