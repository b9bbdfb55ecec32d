"""The filled form as it is printed: every line, the papers with it, the signatures given."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form_files import is_file, say_signature
from cuamo.documents.services.page_image import page_image
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.sheets import said, unit_name

SIGNATURE_PIXELS = 480


def form_sheet(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return what the A5 sheet of the filled form says (tờ khai, ux §10).

    Signatures are printed as they were drawn; of whoever cannot sign, why and who saw it. A form that asks
    for none keeps the empty boxes for paper.
    """
    person, content = dossier.applicant, dossier.version.content
    sections: list[dict[str, Any]] = []
    signatures = []
    for row in form.summary(content, dossier.values, dossier.answers):
        if row.type == "signature":
            signatures.append(_signature(row.label_vi, dossier.values.get(row.key)))
            continue
        if not sections or sections[-1]["title"] != row.section_vi:
            sections.append({"title": row.section_vi, "rows": []})
        sections[-1]["rows"].append({"label": row.label_vi, "value": row.value_vi if row.stated else ""})
    return {
        "title": str(content.get("form", {}).get("ref") or "Tờ khai"),
        "point_name": unit_name(dossier.helped_at) or "Nộp trực tuyến",
        "printed_at": said(at),
        "code": dossier.shown_code,
        "person": {
            "name": person.full_name if person else "",
            "personal_id_masked": person.masked_id if person else "",
        },
        "procedure": {"name": content["name_vi"], "code": dossier.procedure_code},
        "sections": sections,
        "papers": [
            {"name": slot.need.name_vi, "pages": sum(paper.file.pages for paper in slot.files)}
            for slot in paper_slots(dossier)
            if slot.files
        ],
        "signatures": signatures,
        "hotline": settings.HOTLINE,
    }


def _signature(label: str, value: Any) -> dict[str, Any]:
    if is_file(value):
        picture = page_image(file_id=UUID(value["file"]), page=1, width=SIGNATURE_PIXELS)
        return {"label": label, "picture": list(picture)}
    given = say_signature(value)
    return {"label": label, "note": given[0] if given else ""}
