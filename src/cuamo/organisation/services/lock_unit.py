"""Changes of one unit's order of work follow each other."""

from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit


def lock_unit(unit_code: str) -> None:
    """Hold the unit until the transaction ends; arriving dossiers do not wait for it.

    Raises:
        NotFound: there is no such unit.
    """
    if not Unit.objects.select_for_update(no_key=True).filter(code=unit_code).exists():
        raise NotFound(
            "unit.unknown", f"Không có đơn vị mã «{unit_code}».", f"There is no unit “{unit_code}”."
        )
