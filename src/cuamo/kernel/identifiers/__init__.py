"""Identifiers and formats of the field: pure, each with its check."""
