"""Dossiers that have ended, with papers in them."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from cuamo.archive.models import Keeping, RetentionTerm
from cuamo.archive.rules.emptying import PARTS
from cuamo.archive.selectors.file_users import rows_of
from cuamo.archive.services.file_dossier import file_dossier
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.kernel.clock import local
from tests.support.city import MORNING, Counter, citizen_of, last_code, staff
from tests.support.remembered import remembered

CARD_SHOWN = "giay_to_tuy_than"
WITH_PAPERS = "1.004859"
"""A change in the civil-status books: always needs a paper."""
LONG_AFTER = local("2040-02-03 09:00")


def picture(colour: str) -> bytes:
    """Return a picture of one colour: its own bytes for each."""
    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


@remembered
def with_card(counter: Counter, *, card: bytes | None = None, procedure: str = "2.000635") -> Dossier:
    """Return a sent dossier in which somebody photographed the card that only had to be shown."""
    from cuamo.dossiers.services.confirm import agree_to_summary, confirm

    draft = counter.draft(procedure)
    add_paper(
        dossier_id=draft.id,
        actor=counter.clerk,
        component_key=CARD_SHOWN,
        data=card or picture("navy"),
        filename="Nguyễn Thị Đặng Thẳng.png",
        at=counter.at,
    )
    shown = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=counter.at)
    citizen = citizen_of(draft)
    agree_to_summary(
        dossier_id=draft.id, summary_id=shown.id, citizen=citizen, place="Bưu điện", at=counter.at
    )
    confirm(dossier_id=draft.id, code=last_code(draft.id), citizen=citizen, at=counter.at)
    return submit(dossier_id=draft.id, actor=counter.clerk, key=f"k-{draft.id}", at=counter.at)


def refused(dossier: Dossier, *, at: datetime = MORNING + timedelta(hours=1)) -> Dossier:
    """End the dossier by refusing it at intake, and let the archive note its end."""
    ended = refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thuộc thẩm quyền giải quyết."],
        turn_to="UBND phường Cửa Nam",
        at=at,
    )
    file_dossier(dossier_id=dossier.id)
    return ended


def confirmed_terms(*, years: int = 2) -> None:
    """Let the city's table be confirmed: so many years for everything, ten for vouchers."""
    RetentionTerm.objects.update(confirmed_by="Quyết định thử 1/QĐ")
    RetentionTerm.objects.exclude(code="ke-toan").update(years=years, permanent=False)
    for keeping in Keeping.objects.all():
        file_dossier(dossier_id=keeping.dossier_id)


def everything(dossier_id: UUID) -> str:
    """Return every row about the dossier, decrypted, as text."""
    rows = []
    for part in PARTS:
        if part.table != "people.Reading":
            found = rows_of(part, dossier_id).order_by("pk")
            rows += [json.dumps(kept_in(row), default=repr, ensure_ascii=False) for row in found]
    return "\n".join(rows)


def kept_in(row: Any) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
