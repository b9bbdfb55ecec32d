"""Tables of the archive, one module per aggregate."""

from cuamo.archive.models.destruction import Destruction, DestructionItem
from cuamo.archive.models.hold import Hold
from cuamo.archive.models.keeping import Keeping, RemovedImage
from cuamo.archive.models.package import Package
from cuamo.archive.models.term import RetentionTerm

__all__ = [
    "Destruction",
    "DestructionItem",
    "Hold",
    "Keeping",
    "Package",
    "RemovedImage",
    "RetentionTerm",
]
