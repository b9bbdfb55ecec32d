"""Refusals of files and of signatures, in words people can act on."""

from cuamo.kernel.errors import DomainError, Invalid


class Refused(Invalid):
    """A file cannot be taken as it is."""


class SigningUnavailable(DomainError):
    """The signing service did not answer or failed: the same request may be sent again later."""

    status = 503


class SigningRefused(DomainError):
    """The signing service refuses: sending the same request again does not help."""


class NoSpeech(DomainError):
    """This machine cannot read aloud now; everything can still be read with the eyes."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "speech.none",
            "Máy này chưa đọc thành tiếng được.",
            "This machine cannot read aloud now.",
            hint_vi="Nhờ nhân viên đọc giúp.",
            hint_en="Ask the clerk to read it.",
        )


class SheetDataMissing(ValueError):
    """A printed sheet was asked for without the data it stands on: a fault of the caller, not of a person."""
