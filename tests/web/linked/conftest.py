"""A linked filing for the pages."""

from tests.dossiers.linked.conftest import filing

__all__ = ["filing"]
