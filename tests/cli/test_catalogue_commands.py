import json

import pytest
from click.testing import CliRunner

from cuamo.catalogue.models import Procedure
from cuamo.cli.catalogue import catalogue
from cuamo.cli.search import search
from tests.catalogue.test_versions import row

pytestmark = pytest.mark.django_db


def run(command, *arguments):
    return CliRunner().invoke(command, list(arguments))


@pytest.fixture
def good_file(tmp_path):
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row()]), "utf-8")
    return file


def test_import_list_show_and_search(good_file):
    done = run(catalogue, "import", str(good_file), "--json")
    assert json.loads(done.output)["new"] == 1
    listed = json.loads(run(catalogue, "list", "--json").output)
    assert listed[0]["code"] == "9.000001"
    shown = json.loads(run(catalogue, "show", "9.000001", "--json").output)
    assert shown["content"]["name_vi"] == "Thủ tục thử nghiệm chim bồ câu"
    hits = json.loads(run(search, "chim bồ câu", "--json", "--limit", "3").output)
    assert set(hits[0]) == {"code", "name_vi", "score"}
    assert hits[0]["code"] == "9.000001"


def test_a_dry_run_reports_and_changes_nothing(good_file):
    done = run(catalogue, "import", str(good_file), "--dry-run")
    assert "would be imported" in done.output
    assert not Procedure.objects.exists()


def test_faulty_rows_stop_an_import_with_one_line(tmp_path):
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row(), row("bad")]), "utf-8")
    done = run(catalogue, "import", str(file))
    assert done.exit_code == 1
    assert "row 2 bad code:" in done.output
    assert run(catalogue, "import", str(file), "--only-good").exit_code == 0
    assert Procedure.objects.count() == 1


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}'])
def test_a_file_that_is_no_list_is_refused(tmp_path, text):
    file = tmp_path / "rows.json"
    file.write_text(text, "utf-8")
    assert run(catalogue, "import", str(file)).exit_code != 0


def test_empty_words_are_refused():
    assert run(search, " ").exit_code == 2
