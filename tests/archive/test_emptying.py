"""Nothing that is kept about a dossier can be forgotten when it is destroyed: every table, every column."""

from django.apps import apps
from django.db import models

from cuamo.archive.rules.emptying import PARTS
from cuamo.archive.selectors.file_users import references, way_to_dossier
from cuamo.kernel.fields import EncryptedTextField
from tests.archive.staying import COLUMNS, NOT_OF_A_DOSSIER, TABLES

NAMED = {part.table for part in PARTS}
HOLDS_WORDS = (EncryptedTextField, models.JSONField, models.TextField)


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("cuamo.")]


def about_a_dossier() -> set[type[models.Model]]:
    """Return every table with the key of a dossier, and every table that refers to one of these."""
    found = {
        model
        for model in ours()
        if any(column.attname in {"dossier_id", "subject_id"} for column in model._meta.concrete_fields)
    }
    while more := {model for model in ours() if model not in found and set(referred(model)) & found}:
        found |= more
    return found


def referred(model):
    return [
        column.related_model
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey)
    ]


def test_every_table_that_leads_to_a_dossier_says_what_happens_to_it():
    assert all((part.blank or part.drop) != bool(part.stays_because and not part.blank) for part in PARTS)

    assert {model._meta.label for model in about_a_dossier()} - NAMED == set(TABLES)


def test_every_column_that_can_hold_words_is_emptied_or_named_among_those_that_stay():
    left = {}
    for part in PARTS:
        if not part.drop or part.only:
            columns = apps.get_model(part.table)._meta.concrete_fields
            words = [one.attname for one in columns if isinstance(one, HOLDS_WORDS)]
            left[part.table] = " ".join(name for name in words if name not in part.blank)

    assert {table: names for table, names in left.items() if names} == COLUMNS


def test_no_encrypted_column_stays_but_that_of_a_persons_own_papers():
    encrypted = [
        f"{table}.{column.attname}"
        for table, names in COLUMNS.items()
        for column in apps.get_model(table)._meta.concrete_fields
        if column.attname in names.split() and isinstance(column, EncryptedTextField)
    ]

    assert encrypted == ["dossiers.OwnPaper.about"]


def test_every_table_that_refers_to_files_leads_to_its_dossier_or_has_none():
    nowhere = {model._meta.label for model, _ in references() if not way_to_dossier(model)}

    assert nowhere == NOT_OF_A_DOSSIER
