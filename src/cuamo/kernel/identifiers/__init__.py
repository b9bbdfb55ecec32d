"""Identifiers and formats of the field: read, check, make. Pure.

Every refusal says what is wrong, where, and how to mend it.
"""

from cuamo.kernel.identifiers.errors import InvalidIdentifier

__all__ = ["InvalidIdentifier"]
