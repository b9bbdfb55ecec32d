"""How far the papers of a dossier are digitised, as a card beside it."""

from typing import Any

from django import template
from django.template import Context

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.digitising import SEEN
from cuamo.dossiers.selectors.digital import paper_copies, share_digitised

register = template.Library()
DIGITISERS = frozenset({"RECEIVER", "SPECIALIST"})
"""Who reads this dossier and holds one of these is let in; whether it is theirs to sign, the service says."""


@register.inclusion_tag("officer/_digital_card.html", takes_context=True)
def digital_card(context: Context, dossier: Dossier) -> dict[str, Any]:
    """Draw how many papers have their signed copy, with the way to the others for who may sign them."""
    sheets = context["view"]["sheets"]
    copies = paper_copies(dossier, [each.paper for each in sheets if each.paper.dossier_id == dossier.id])
    done, total = share_digitised(copies)
    return {
        "dossier": dossier,
        "done": done,
        "total": total,
        "faulty": [row for row in copies if row.standing in {"FAULTY", "REFUSED"}],
        "waiting": sum(row.standing == "WAITS" for row in copies),
        "may": bool(context["request"].actor.roles & DIGITISERS),
        "filters": context.get("filters"),
    }


@register.inclusion_tag("officer/_digitise_on_acceptance.html", takes_context=True)
def digitise_on_acceptance(context: Context, dossier: Dossier) -> dict[str, Any]:
    """Draw the one tick that has all papers signed with the acceptance; nothing where none is to sign."""
    open_now = [row for row in paper_copies(dossier) if row.standing == "OPEN"]
    return {
        "open_now": open_now,
        "seen_words": SEEN,
        "ticked": context["request"].POST.get("so_hoa", ""),
    }
