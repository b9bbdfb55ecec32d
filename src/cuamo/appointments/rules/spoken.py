"""What is said when a number is called."""

_DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DIGITS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def call_words(number: str, counter: int, language: str) -> str:
    """Return the call as it is said, digit by digit: «Mời số không một hai, đến quầy hai.»

    Digit by digit because «một trăm hai mươi mốt» is heard as «một trăm hai mươi bốn» in a noisy room.

    Law: none.
    """
    if language == "en":
        return f"Number {digits(number, 'en')}, please go to counter {digits(str(counter), 'en')}."
    return f"Mời số {digits(number, 'vi')}, đến quầy {digits(str(counter), 'vi')}."


def digits(text: str, language: str) -> str:
    """Return the digits of `text` as words.

    Raises:
        ValueError: it holds something else.
    Law: none.
    """
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is no row of digits")
    words = _DIGITS_EN if language == "en" else _DIGITS_VI
    return " ".join(words[int(digit)] for digit in text)
