"""Put a picture into a PDF as a page of its own, without drawing it anew."""

import zlib
from io import BytesIO

import pikepdf
from PIL import Image

_DPI = 200
"""What a picture without a size of its own is laid out at: 1654 pixels are the width of A4."""


def add_picture_page(pdf: pikepdf.Pdf, data: bytes) -> None:
    """Add a page that shows the JPEG or PNG `data`; a JPEG goes in byte for byte."""
    image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    grey = image.mode == "L"
    if image.format == "JPEG":
        stream = pikepdf.Stream(pdf, data)
        stream.Filter = pikepdf.Name.DCTDecode
    else:
        pixels = image.convert("L" if grey else "RGB")
        stream = pikepdf.Stream(pdf, zlib.compress(pixels.tobytes()))
        stream.Filter = pikepdf.Name.FlateDecode
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    wide, high = max(3.0, image.width * 72 / _DPI), max(3.0, image.height * 72 / _DPI)
    page = pdf.add_blank_page(page_size=(wide, high))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
    page.Contents = pikepdf.Stream(pdf, f"q {wide:.2f} 0 0 {high:.2f} 0 0 cm /P Do Q".encode())
