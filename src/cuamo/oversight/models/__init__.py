"""Tables of the app, one module per aggregate."""

from cuamo.oversight.models.day_fact import DayFact

__all__ = ["DayFact"]
