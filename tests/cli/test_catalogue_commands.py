import json

import pytest
from click.testing import CliRunner

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.services.load_reference import load_reference
from cuamo.cli.catalogue import catalogue
from cuamo.cli.fee import fee
from cuamo.cli.papers import papers
from cuamo.cli.search import search
from cuamo.kernel.clock import local
from tests.catalogue.conftest import COMPLETE, reference_items
from tests.catalogue.versions import row

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


@pytest.fixture
def book(tmp_path):
    """Four procedures of the reference, in force since 1 January 2026."""
    items = reference_items()
    chosen = [items[code] for code in ("1.004873", "1.012278", "2.000635", "1.004859")]
    folder = tmp_path / "procedures"
    folder.mkdir()
    (folder / "some.json").write_text(json.dumps({"procedures": chosen}), "utf-8")
    load_reference(at=local("2026-11-24 09:00"), folder=tmp_path)


SINGLE = {"nguoi_nop": "BAN_THAN", "tinh_trang": "CHUA_KET_HON", "muc_dich": "KET_HON", "da_cap": "CHUA"}


def test_a_fee_is_said_by_channel_with_who_pays_and_why(book):
    answers = json.dumps(SINGLE)
    online = json.loads(run(fee, "1.004873", "--channel", "online", "--answers", answers, "--json").output)
    direct = json.loads(run(fee, "1.004873", "--channel", "direct", "--answers", answers, "--json").output)
    assert (online["citizen_total_vnd"], direct["citizen_total_vnd"]) == (0, 10_000)
    assert online["answers"] == SINGLE
    assert "Nghị quyết 77/2025" in online["lines"][0]["reason_vi"]
    assert direct["lines"][0]["unconfirmed"] is True


def test_the_city_pays_for_copies_ordered_online(book):
    done = run(
        fee,
        "2.000635",
        "--channel",
        "online",
        "--values",
        '{"so_ban_sao": "3"}',
        "--on",
        "2026-09-15",
        "--json",
    )
    owed = json.loads(done.output)
    assert (owed["citizen_total_vnd"], owed["budget_total_vnd"]) == (0, 24_000)
    assert owed["filed_on"] == "2026-09-15"


def test_an_exempt_person_pays_nothing_at_the_counter(book):
    done = run(fee, "2.000635", "--channel", "direct", "--exempt", "HO_NGHEO", "--json")
    assert json.loads(done.output)["citizen_total_vnd"] == 0


def test_an_amount_nobody_knows_is_null_and_never_zero(book):
    owed = json.loads(run(fee, "1.012278", "--channel", "direct", "--json").output)
    assert owed["unknown"] is True
    assert owed["citizen_total_vnd"] is None
    assert "not known" in run(fee, "1.012278", "--channel", "direct").output


def test_papers_hang_on_the_answers(book):
    alone = json.loads(run(papers, "1.004873", "--answers", json.dumps(SINGLE), "--json").output)
    other = json.dumps(SINGLE | {"nguoi_nop": "NGUOI_KHAC", "da_cap": "ROI"})
    helped = json.loads(run(papers, "1.004873", "--answers", other, "--json").output)
    assert "uy_quyen_chung_thuc" not in [paper["key"] for paper in alone["papers"]]
    assert {"giay_da_cap", "uy_quyen_chung_thuc"} <= {paper["key"] for paper in helped["papers"]}
    assert "to show" in run(papers, "1.004873", "--answers", other).output


@pytest.mark.parametrize("command", [[fee, "1.004873", "--channel", "online"], [papers, "1.004873"]])
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "must be a JSON object"),
        ('{"cho_o": "X"}', "asks no question “cho_o”; it asks nguoi_nop, tinh_trang, muc_dich, da_cap"),
        ('{"nguoi_nop": "TOI"}', "choose one of BAN_THAN, NGUOI_THAN, NGUOI_KHAC"),
        ('{"nguoi_nop": 1}', "choose one of BAN_THAN"),
    ],
)
def test_bad_answers_are_refused_in_one_line_that_says_how_to_mend(book, command, answers, says):
    done = run(*command, "--answers", answers)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_an_open_question_that_matters_is_named_with_its_options(book):
    done = run(papers, "1.004873")
    assert done.exit_code == 2
    assert "depends on “nguoi_nop”" in done.output
    assert "BAN_THAN, NGUOI_THAN, NGUOI_KHAC" in done.output
    assert run(fee, "1.004873", "--channel", "direct").exit_code == 0


def test_unknown_codes_and_fields_are_refused(book):
    assert isinstance(run(fee, "9.999999", "--channel", "online").exception, Exception)
    done = run(fee, "2.000635", "--channel", "online", "--values", '{"so_ban": "1"}')
    assert (done.exit_code, "has no field “so_ban”" in done.output) == (2, True)
    done = run(fee, "2.000635", "--channel", "online", "--values", '{"so_ban_sao": "nhiều"}')
    assert (done.exit_code, "so_ban_sao" in done.output) == (2, True)


def test_a_check_of_one_procedure_runs_its_cases(book):
    report = json.loads(run(catalogue, "check", "1.004859", "--json").output)
    assert (report["checked"], report["faulty"]) == (1, 0)
    assert report["test_cases"] >= 3
    assert "0 with faults" in run(catalogue, "check", "1.004859").output


def test_a_check_names_every_fault_of_a_draft_on_a_line_and_fails(book):
    good = ProcedureVersion.objects.get(procedure_id="1.004873")
    content = json.loads(json.dumps(good.content))
    content["test_cases"][0] |= {"direct_vnd": 1, "papers": []}
    ProcedureVersion.objects.create(
        procedure=good.procedure,
        number=2,
        status="DRAFT",
        content=content,
        content_sha256="x",
        made_by="a",
        made_at=local("2026-11-24 09:00"),
    )
    assert run(catalogue, "check", "1.004873").exit_code == 0
    done = run(catalogue, "check", "1.004873", "--drafts")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0].startswith("1.004873 v2 test_cases.1.papers: ")
    assert lines[1].startswith("1.004873 v2 test_cases.1.direct_vnd: ")


def test_a_check_of_the_whole_book_passes():
    load_reference(at=local("2026-11-24 09:00"))
    done = run(catalogue, "check", "--json")
    report = json.loads(done.output)
    assert done.exit_code == 0
    assert (report["checked"], report["faulty"]) == (98, 0)
    assert report["test_cases"] >= 3 * len(COMPLETE)


def test_a_list_under_the_word_procedures_is_taken_too(tmp_path):
    file = tmp_path / "wrapped.json"
    file.write_text(json.dumps({"count": 1, "procedures": [row()]}, ensure_ascii=False), "utf-8")

    done = run(catalogue, "import", str(file), "--dry-run", "--json")

    assert (done.exit_code, json.loads(done.output)["total"]) == (0, 1)
