"""Tables of the settlement."""

from cuamo.settlement.models.instrument import Instrument
from cuamo.settlement.models.item import Item
from cuamo.settlement.models.statement import Dispute, Line, Statement

__all__ = ["Dispute", "Instrument", "Item", "Line", "Statement"]
