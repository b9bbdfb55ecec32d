"""What the scene shows where the citizen signs the form."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cuamo.catalogue.rules import form
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.form_files import signatures_wanted, values_to_sign
from cuamo.kernel.clock import to_hanoi


def signing_page(dossier: Dossier, *, hide: Callable[[str], str]) -> dict[str, Any]:
    """Return the form as it will be signed, and where to sign.

    Args:
        hide: takes the middle out of identity numbers.
    """
    today = to_hanoi(timezone.now()).date()
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return {
        "signatures": signatures_wanted(dossier, today=today),
        "to_sign": values_to_sign(dossier, today=today),
        "form_rows": [
            {
                "label_vi": row.label_vi,
                "label_en": row.label_en,
                "value_vi": hide(row.value_vi) if row.stated else "",
                "value_en": hide(row.value_en) if row.stated else "",
            }
            for row in rows
            if row.type != "signature"
        ],
    }
