"""Linked filings in templates: what a set holds, the parts of a filing, what a dossier belongs to."""

from typing import Any

from django import template
from django.utils import timezone

from cuamo.catalogue.selectors.linked import SetShown, shown_set
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.linked_family import Family, family_of
from cuamo.dossiers.selectors.tracking import Track, track
from cuamo.web.linked_words import in_words

register = template.Library()


@register.simple_tag
def linked_set(code: str) -> SetShown | None:
    """`{% linked_set content.code as linked %}`: the set this procedure is filed as today, or None."""
    return shown_set(str(code), on=timezone.localdate())


@register.simple_tag
def filing_track(dossier: Any) -> Track | None:
    """`{% filing_track dossier as filing %}`: the one ladder and the parts of a linked filing, or None."""
    if not isinstance(dossier, Dossier) or not is_filing(dossier):
        return None
    seen = track(dossier, now=timezone.now())
    return seen if seen.parts else None


@register.simple_tag
def family(dossier: Dossier) -> Family | None:
    """`{% family dossier as belongs %}`: the filing a dossier is a part of, with the others; or None."""
    return family_of(dossier)


register.simple_tag(in_words, name="parts_in_words")
