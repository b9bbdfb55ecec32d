"""Viettel Post."""
