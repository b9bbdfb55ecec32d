"""How much of a file is too much."""

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 50
MAX_PIXELS = 60_000_000
"""A phone of 50 megapixels passes; what unpacks to more is refused before it is unpacked."""
MAX_NAME_LENGTH = 200


def kept_name(filename: str) -> str:
    """Return the last part of a device's path, without control characters, at most `MAX_NAME_LENGTH` long."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    return printable[-MAX_NAME_LENGTH:] or "tệp không tên"
