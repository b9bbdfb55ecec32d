"""What the archive's side may say."""

from cuamo.kernel.errors import DomainError


class ArchiveUnavailable(DomainError):
    """The archive did not answer or failed: the same package may be sent again later."""

    status = 503

    def __init__(self, what: str) -> None:
        super().__init__(
            "archive.unavailable",
            "Kho lưu trữ chưa trả lời. Máy tự nộp lại.",
            f"The archive does not answer ({what}). It is sent again.",
        )


class ArchiveRefused(DomainError):
    """The archive will not take this package: sending it again does not help."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "archive.refused",
            f"Kho lưu trữ không nhận gói: {what}",
            f"The archive refuses the package: {what}",
        )
