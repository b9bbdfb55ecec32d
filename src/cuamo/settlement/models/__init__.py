"""Tables of the settlement."""

from cuamo.settlement.models.instrument import Instrument
from cuamo.settlement.models.item import Item
from cuamo.settlement.models.long_work import LongWork
from cuamo.settlement.models.objection import Objection
from cuamo.settlement.models.statement import Dispute, Line, Statement

__all__ = ["Dispute", "Instrument", "Item", "Line", "LongWork", "Objection", "Statement"]
