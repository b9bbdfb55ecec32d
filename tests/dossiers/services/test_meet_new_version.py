"""A saved draft moves to the version in force; what was received stays where it was."""

from copy import deepcopy

import pytest

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.services.publish_version import replace_readable
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.meet_new_version import meet_new_version, newer_version, what_would_change
from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from tests.support.city import MORNING, staff

CODE = "2.000635"


def replace(change):
    """Put a changed content in force today."""
    live = ProcedureVersion.objects.get(procedure_id=CODE, status="IN_FORCE")
    content = deepcopy(live.content)
    change(content)
    replace_readable(CODE, valid_from=MORNING.date())
    return ProcedureVersion.objects.create(
        procedure_id=CODE,
        number=live.number + 1,
        status="IN_FORCE",
        valid_from=MORNING.date(),
        content=content,
        content_sha256=fingerprint(content),
        made_by="an",
        made_at=MORNING,
    )


def without_first_field(content):
    fields = content["form"]["sections"][0]["fields"]
    content["test_gone"] = fields.pop(0)["key"]
    content.pop("test_gone")


@pytest.mark.django_db
def test_a_draft_moves_once_and_keeps_what_fits(counter):
    draft = counter.draft(CODE)
    assert newer_version(draft, at=MORNING) is None
    gone = draft.version.content["form"]["sections"][0]["fields"][0]
    newer = replace(without_first_field)

    before = what_would_change(draft, at=MORNING)
    moved = meet_new_version(dossier_id=draft.id, actor=counter.clerk, at=MORNING)
    now = Dossier.objects.get(id=draft.id)
    assert before == moved
    assert now.version_id == newer.id
    assert now.answers == draft.answers
    assert now.values == {key: value for key, value in draft.values.items() if key != gone["key"]}
    assert any(gone["label_vi"] in line for line in moved.dropped)
    assert events.names_of(draft.id)[-1] == "dossier.moved"
    assert meet_new_version(dossier_id=draft.id, actor=counter.clerk, at=MORNING) is None
    assert events.names_of(draft.id).count("dossier.moved") == 1


@pytest.mark.django_db
def test_nobody_else_moves_a_draft(counter):
    draft = counter.draft(CODE)
    replace(without_first_field)
    before = Dossier.objects.filter(id=draft.id).values().get()
    with pytest.raises(NotPermitted):
        meet_new_version(dossier_id=draft.id, actor=staff("chuyenvien.hoankiem"), at=MORNING)
    assert Dossier.objects.filter(id=draft.id).values().get() == before


@pytest.mark.django_db
def test_a_dossier_that_was_sent_keeps_its_version(counter):
    sent = counter.sent("1.004873")
    pinned = sent.version_id
    assert newer_version(sent, at=MORNING) is None
    with pytest.raises(IllegalTransition):
        meet_new_version(dossier_id=sent.id, actor=counter.clerk, at=MORNING)
    assert Dossier.objects.get(id=sent.id).version_id == pinned
