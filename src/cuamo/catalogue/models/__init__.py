"""Tables of the app, one module per aggregate."""

from cuamo.catalogue.models.accepting import AcceptingList
from cuamo.catalogue.models.imports import ProcedureImport
from cuamo.catalogue.models.linked import LinkedSet
from cuamo.catalogue.models.procedure import Procedure, ProcedureVersion
from cuamo.catalogue.models.search import SearchPhrase, SearchPosting, SearchTerm, Synonym

__all__ = [
    "AcceptingList",
    "LinkedSet",
    "Procedure",
    "ProcedureImport",
    "ProcedureVersion",
    "SearchPhrase",
    "SearchPosting",
    "SearchTerm",
    "Synonym",
]
