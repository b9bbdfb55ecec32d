"""Refusals of files and of signatures, in words people can act on."""

from cuamo.kernel.errors import DomainError, Invalid


class Refused(Invalid):
    """A file cannot be taken as it is."""


class SigningUnavailable(DomainError):
    """The signing service did not answer or failed: the same request may be sent again later."""

    status = 503


class SigningRefused(DomainError):
    """The signing service refuses: sending the same request again does not help."""


class SheetDataMissing(ValueError):
    """A printed sheet was asked for without the data it stands on: a fault of the caller, not of a person."""
