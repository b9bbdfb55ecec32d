"""Fixtures every test may use."""

from tests.support.city import city, counter

__all__ = ["city", "counter"]
