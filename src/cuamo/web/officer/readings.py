"""One sitting with a person's dossier is one row the person can see."""

from datetime import datetime, timedelta
from uuid import UUID

from cuamo.kernel.actors import Actor
from cuamo.people.models import Reading
from cuamo.people.services.read_log import log_reading

SITTING = timedelta(minutes=20)
HANDLING = "Giải quyết hồ sơ"
CARRYING = "Giao kết quả"
ADVISING = "Cho ý kiến về hồ sơ"
ACCOUNTING = "Kiểm tra tiền của hồ sơ"
FIELDS = {
    HANDLING: ["full_name", "values", "papers"],
    CARRYING: ["full_name", "address", "phone"],
    ADVISING: ["full_name", "values", "papers"],
    ACCOUNTING: ["full_name", "fee"],
}


def note_reading(
    officer: Actor, *, person_id: UUID | None, dossier_id: UUID, at: datetime, purpose: str = HANDLING
) -> None:
    """Write down that the officer looks at the person's data, unless this sitting is written down already.

    Law: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (processing must be traceable per person).
    """
    if person_id is None:
        return
    lately = Reading.objects.filter(person_id=person_id, read_at__gt=at - SITTING, read_at__lte=at)
    if lately.filter(actor_id=officer.id, dossier_id=dossier_id, purpose=purpose).exists():
        return
    log_reading(
        person_id=person_id,
        actor=officer,
        purpose=purpose,
        dossier_id=dossier_id,
        fields=FIELDS[purpose],
        at=at,
    )
