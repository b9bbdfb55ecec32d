"""The search index of procedures, and the words people really use."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cuamo.catalogue.models.procedure import Procedure


class Synonym(models.Model):
    """Words people say for official words, or for a whole procedure; editable data (từ đồng nghĩa)."""

    phrase = models.TextField(unique=True)
    """As people say it, folded: lower case, no diacritics."""
    spoken = models.TextField()
    """As people say it, with diacritics."""
    words = models.TextField(default="", blank=True)
    """Official words it stands for."""
    procedure = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.CASCADE, related_name="synonyms"
    )
    """The procedure it stands for, when it names one."""
    source = models.TextField(default="", blank=True)

    class Meta:
        db_table = "catalogue_synonym"

    def __str__(self) -> str:
        return f"{self.spoken} → {self.words or self.procedure_id}"


class SearchPhrase(models.Model):
    """One way to name a procedure: its name, everyday words, an old name, its English name."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="phrases")
    kind = models.TextField()
    text = models.TextField()
    tokens = ArrayField(models.TextField())
    """Syllables with their diacritics, lower case."""
    initials = models.TextField()
    """First letters of the folded syllables: "bstlht"."""
    weight = models.FloatField(default=1.0)
    told = models.FloatField(default=1.0)
    """Summed weight of its features when it was written: how much the phrase tells."""

    class Meta:
        db_table = "catalogue_search_phrase"
        indexes = [
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="catalogue_search_initials"),
        ]

    def __str__(self) -> str:
        return self.text


class SearchPosting(models.Model):
    """Which phrases hold a feature: a folded syllable or a pair of neighbours."""

    pk = models.CompositePrimaryKey("token", "phrase_id")
    token = models.TextField()
    phrase = models.ForeignKey(SearchPhrase, on_delete=models.CASCADE, related_name="postings")

    class Meta:
        db_table = "catalogue_search_posting"

    def __str__(self) -> str:
        return self.token


class SearchTerm(models.Model):
    """A feature with the number of procedures that hold it; the row `*` counts all procedures."""

    token = models.TextField(primary_key=True)
    frequency = models.PositiveIntegerField()

    class Meta:
        db_table = "catalogue_search_term"
        indexes = [GinIndex(fields=["token"], opclasses=["gin_trgm_ops"], name="catalogue_search_term_near")]

    def __str__(self) -> str:
        return self.token
