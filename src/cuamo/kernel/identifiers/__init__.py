"""Identifiers and formats of the field: read, check, make. Pure; every refusal says what, where and how to mend."""

from cuamo.kernel.identifiers.errors import InvalidIdentifier

__all__ = ["InvalidIdentifier"]
