import json

import pytest
from click.testing import CliRunner

from cuamo.cli.dossier import dossier
from cuamo.dossiers.models import Dossier
from cuamo.kernel.clock import local


@pytest.mark.django_db
def test_replay_says_that_row_and_ledger_agree(counter):
    sent = counter.sent()

    done = CliRunner().invoke(dossier, ["replay", sent.code.lower(), "--json"])

    told = json.loads(done.output)
    assert done.exit_code == 0
    assert (told["code"], told["same"], told["differences"]) == (sent.code, True, [])
    assert told["rebuilt"]["state"] == 1


@pytest.mark.django_db
def test_replay_names_what_was_changed_behind_the_ledgers_back(counter):
    sent = counter.sent()
    Dossier.objects.filter(id=sent.id).update(answer_due_at=local("2027-01-04 09:00"))

    done = CliRunner().invoke(dossier, ["replay", sent.own_ref])

    assert done.exit_code == 1
    assert "DISAGREE" in done.output
    assert "answer_due_at" in done.output


@pytest.mark.django_db
def test_replay_of_an_unknown_code_is_one_clear_line(counter):
    done = CliRunner().invoke(dossier, ["replay", "H26-KHONG-CO"])

    assert done.exit_code == 2
    assert "no dossier has the code" in done.output
