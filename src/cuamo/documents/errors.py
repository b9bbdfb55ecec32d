"""Refusals of files and of signatures, in words people can act on."""

from cuamo.kernel.errors import DomainError, Invalid


class Refused(Invalid):
    """A file cannot be taken as it is."""


class Erased(DomainError):
    """The file was emptied on purpose; its hash and page count are all that is kept."""

    status = 410

    def __init__(self, why: str) -> None:
        said = _ERASED[why]
        super().__init__(f"file_erased.{why.lower()}", *said, hint_vi=_HINT[0], hint_en=_HINT[1])


_ERASED = {
    "ID_IMAGE": (
        "Ảnh căn cước đã xoá theo quy định.",
        "The image of the ID card was deleted as the law requires.",
    ),
    "DESTROYED": (
        "Hồ sơ hết hạn bảo quản, tệp này đã được tiêu huỷ.",
        "The dossier's retention has ended and this file was destroyed.",
    ),
}
_HINT = ("Mã băm và số trang vẫn được ghi lại.", "Its hash and page count are still on record.")


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
