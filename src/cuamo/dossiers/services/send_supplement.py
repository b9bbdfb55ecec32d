"""Send a supplement with what was kept for it, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, SupplementRequest
from cuamo.dossiers.services.ask_supplement import answer_supplement
from cuamo.dossiers.services.keep_supplement import keep_supplement, take_kept
from cuamo.kernel.actors import Actor


@transaction.atomic
def send_supplement(
    *,
    dossier_id: UUID,
    citizen: Actor,
    request: SupplementRequest,
    files: Sequence[tuple[int, str, bytes]],
    components: dict[int, str],
    reused: Sequence[tuple[str, UUID]],
    note: str,
    at: datetime,
) -> Dossier:
    """Send everything: what comes now and what was kept before; a refusal leaves it all kept as it was.

    Args:
        components: by number of the item, the component its files belong to.
    Raises:
        As `keep_supplement` and `answer_supplement`.
    """
    keep_supplement(dossier_id=dossier_id, citizen=citizen, files=files, note=note, at=at)
    kept = take_kept(request)
    return answer_supplement(
        dossier_id=dossier_id,
        actor=citizen,
        files=[
            (components.get(item, f"bo-sung-{item}"), str(file.original_name) or "giay-to", file)
            for item, file in kept
        ],
        reused=reused,
        note=note,
        at=at,
    )
