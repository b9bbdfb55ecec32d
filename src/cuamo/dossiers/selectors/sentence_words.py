"""The words of a result that stand in its sentences and in no row."""

from cuamo.catalogue.rules.result_template import draft
from cuamo.dossiers.models import Result


def sentence_words(result: Result) -> dict[str, str]:
    """Return what the sentences of the result say, named as the form names it; empty without a template."""
    dossier = result.dossier
    written = result.content | result.layout.get("words", {})
    template = draft(dossier.version.content, dossier.values, dossier.answers, rows=written)
    return dict(template.layout.get("words", {})) if template else {}
