"""One refusal for every identifier."""

from cuamo.kernel.errors import Invalid


class InvalidIdentifier(Invalid, ValueError):
    """What was typed or scanned is not such an identifier: what is wrong, where, and how to mend it."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.en, self.hint_en) if part)
