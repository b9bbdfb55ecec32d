"""The words people say, as their editors list them."""

from django.db.models import Q

from cuamo.catalogue.models import Synonym
from cuamo.kernel.errors import NotFound
from cuamo.kernel.text import fold

PAGE = 50


def synonyms(*, words: str = "", after: str = "", limit: int = PAGE) -> list[Synonym]:
    """Return synonyms by phrase, one keyset page, found by what people say or by what it stands for."""
    rows = Synonym.objects.filter(phrase__gt=after).select_related("procedure")
    if words:
        rows = rows.filter(
            Q(phrase__contains=fold(words)) | Q(words__icontains=words) | Q(procedure_id=words)
        )
    return list(rows.order_by("phrase")[:limit])


def synonym_of(synonym_id: int) -> Synonym:
    """Return one synonym.

    Raises:
        NotFound: there is none.
    """
    found = Synonym.objects.filter(id=synonym_id).select_related("procedure").first()
    if found is None:
        raise NotFound("catalogue.no_synonym", "Không thấy dòng này.", "There is no such line.")
    return found
