"""Lists of procedures that were brought."""

from uuid import UUID

from cuamo.catalogue.models import ProcedureImport
from cuamo.kernel.errors import NotFound


def newest_imports(*, limit: int = 20) -> list[ProcedureImport]:
    """Return the newest imports first, without their rows."""
    return list(ProcedureImport.objects.defer("rows", "made").order_by("-made_at")[:limit])


def import_of(import_id: UUID, *, with_rows: bool = False) -> ProcedureImport:
    """Return one import.

    Raises:
        NotFound: there is none.
    """
    rows = ProcedureImport.objects.filter(id=import_id)
    found = (rows if with_rows else rows.defer("rows")).first()
    if found is None:
        raise NotFound("catalogue.no_import", "Không thấy lần nhập này.", "There is no such import.")
    return found
