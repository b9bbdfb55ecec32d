"""Pictures of papers for the sample: a page that says what it stands for."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont


@cache
def paper_picture(title: str, variant: int) -> bytes:
    """Return a JPEG of an invented slip of 81 × 106 mm, scanned at 200 dots to the inch.

    The same title and variant give the same bytes.
    """
    page = Image.new("RGB", (640, 832), (252, 250, 244))
    draw = ImageDraw.Draw(page)
    font, small = ImageFont.load_default(26), ImageFont.load_default(15)
    draw.rectangle((28, 28, 612, 804), outline=(90, 90, 100), width=2)
    draw.text((60, 70), "GIAY TO MAU / SAMPLE", font=font, fill=(40, 40, 60))
    draw.text((60, 116), title.encode("ascii", "ignore").decode()[:52], font=small, fill=(60, 60, 80))
    for line in range(18):
        width = 180 + (line * 97 + variant * 53) % 300
        draw.rectangle((60, 190 + line * 32, 60 + width, 200 + line * 32), fill=(150, 150, 160))
    draw.ellipse((450, 660, 560, 770), outline=(160, 40, 40), width=4)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=72)
    return out.getvalue()
