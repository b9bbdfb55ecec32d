"""Lists of procedures that were brought."""

from uuid import UUID

from cuamo.catalogue.models import ProcedureImport
from cuamo.kernel.errors import NotFound


def newest_imports(*, limit: int = 20) -> list[ProcedureImport]:
    """Return the newest imports first, without their rows."""
    return list(ProcedureImport.objects.defer("rows", "made").order_by("-made_at")[:limit])


def import_of(import_id: UUID, *, with_rows: bool = False) -> ProcedureImport:
    """Return one import without what taking it back goes by; its rows come only when asked for.

    Raises:
        NotFound: there is none.
    """
    left_out = ("made",) if with_rows else ("rows", "made")
    found = ProcedureImport.objects.filter(id=import_id).defer(*left_out).first()
    if found is None:
        raise NotFound("catalogue.no_import", "Không thấy lần nhập này.", "There is no such import.")
    return found
