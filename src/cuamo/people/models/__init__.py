"""Tables of the app, one module per aggregate."""

from cuamo.people.models.account import Account, AccountKind
from cuamo.people.models.held_input import HeldInput
from cuamo.people.models.person import Person
from cuamo.people.models.reading import Reading, ReadingQuestion
from cuamo.people.models.use_stop import UseStop

__all__ = ["Account", "AccountKind", "HeldInput", "Person", "Reading", "ReadingQuestion", "UseStop"]
