"""A package for the archive: whole, provable without a database, received once, and never half."""

import json
import subprocess
import sys
import zipfile
from datetime import UTC, timedelta

import pytest
from django.conf import settings as product

from cuamo.archive.errors import ArchiveUnavailable
from cuamo.archive.models import Keeping, Package
from cuamo.archive.rules.package_check import check_package
from cuamo.archive.services.build_package import build_package, hash_of, package_path
from cuamo.archive.services.clear_images import clear_images
from cuamo.archive.services.file_dossier import submit_again
from cuamo.archive.services.hold import place_hold
from cuamo.archive.services.send_package import drop_package, record_receipt, send_package, start_sending
from cuamo.archive.services.start_package import start_package
from cuamo.archive.subscribers import submit_the_change
from cuamo.archive.types import PackageState, Receipt
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.dossiers.models import Dossier, DossierPaper, Result
from cuamo.kernel import events
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.services.seal_day import seal_day
from tests.archive.closed import CARD_SHOWN, LONG_AFTER, WITH_PAPERS, refused, with_card
from tests.support import http
from tests.support.city import MORNING, staff

pytestmark = pytest.mark.django_db
CLERK = "vanthu.hoankiem"


def sealed_days(folder, *, at=LONG_AFTER) -> None:
    """Seal every day on which something has happened so far, as the nights would have done."""
    from cuamo.kernel.models import Event

    for moment in {row.occurred_at.astimezone(UTC).date() for row in Event.objects.all()}:
        if moment < at.astimezone(UTC).date():
            seal_day(day=moment, at=at, anchors=folder / "anchors")


@pytest.fixture
def ended(counter, packages) -> list[Dossier]:
    """Two dossiers long ended: one with papers whose ID card's image was removed, one without papers."""
    both = [refused(with_card(counter, procedure=WITH_PAPERS)), refused(counter.sent())]
    clear_images(dossier_id=both[0].id, at=MORNING + timedelta(hours=2))
    sealed_days(packages.parent)
    return both


def built(at=LONG_AFTER) -> Package:
    package = start_package(unit_code=unit(), officer=staff(CLERK), at=at)
    build_package(package_id=package.id, at=at)
    return Package.objects.get(id=package.id)


def unit() -> str:
    return Keeping.objects.values_list("unit_code", flat=True).first()


def test_a_package_holds_everything_of_its_dossiers_and_proves_it_without_a_database(ended, packages):
    package = built()

    assert (package.state, package.total, package.problem) == (PackageState.READY, 2, "")
    path = package_path(package)
    assert package.sha256 == hash_of(path)
    anchors = {
        p.stem: json.loads(p.read_text())["root"] for p in (packages.parent / "anchors").glob("*.json")
    }
    report = check_package(path, anchors=anchors)
    assert report.faults == []
    assert (report.dossiers, report.days >= 1, report.anchored) == (2, True, report.days)
    assert report.events == sum(len(events.history_of(dossier.id)) for dossier in ended)
    with zipfile.ZipFile(path) as zipped:
        about = json.loads(zipped.read("goi.json"))
        folder = next(line["folder"] for line in about["dossiers"] if line["id"] == str(ended[0].id))
        said = json.loads(zipped.read(f"{folder}/metadata.json"))
        assert said["applicant"]["full_name"] == "Nguyễn Thị Đặng Thẳng"
        assert len(said["removed"]) == 1
        assert said["values"] == Dossier.objects.get(id=ended[0].id).values
        component = next(line for line in said["files"] if line["kind"] == "COMPONENT")
        kept = StoredFile.objects.filter(sha256=component["sha256"]).first()
        assert len(zipped.read(f"{folder}/{component['path']}")) == kept.size
        assert b"Nguy\xe1\xbb\x85n" in zipped.read(f"{folder}/metadata.xml")


def test_the_command_checks_a_package_in_a_process_that_has_no_database(ended, packages):
    path = package_path(built())
    command = [sys.executable, "-m", "cuamo.cli.main", "archive", "verify", str(path)]
    bare = {"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}

    done = subprocess.run(
        [*command, "--anchors", str(packages.parent / "anchors")],
        capture_output=True,
        text=True,
        env=bare,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "intact: 2 dossiers" in done.stdout

    changed = bytearray(path.read_bytes())
    changed[len(changed) // 3] ^= 1
    path.write_bytes(bytes(changed))
    broken = subprocess.run(command, capture_output=True, text=True, env=bare, timeout=60, check=False)
    assert broken.returncode == 1
    assert "NOT INTACT" in broken.stdout


def rewritten(path, change):
    """Write the package anew with other content, as a forger would: every listed hash is right."""
    from hashlib import sha256

    with zipfile.ZipFile(path) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist() if name != "manifest.json"}
    change(files)
    listed = [
        {"path": name, "sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in sorted(files.items())
    ]
    files["manifest.json"] = json.dumps({"format": "cuamo-archive-1", "files": listed}).encode()
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)


def diary_of(files):
    return sorted(name for name in files if name.endswith("nhat-ky.json"))[0]


def another_actor(files):
    diary = json.loads(files[diary_of(files)])
    diary["events"][1]["actor"]["id"] = "somebody-else"
    files[diary_of(files)] = json.dumps(diary).encode()


def last_event_gone(files):
    diary = json.loads(files[diary_of(files)])
    diary["events"].pop()
    files[diary_of(files)] = json.dumps(diary).encode()


def another_root(files):
    about = json.loads(files["goi.json"])
    for said in about["days"].values():
        said["root"] = "00" * 32
    files["goi.json"] = json.dumps(about).encode()


def a_paper_less(files):
    gone = sorted(name for name in files if "/thanh-phan/" in name)[0]
    del files[gone]


def no_index(files):
    del files["goi.json"]


@pytest.mark.parametrize("change", [another_actor, last_event_gone, another_root, a_paper_less, no_index])
def test_a_package_forged_with_right_hashes_of_files_is_seen_all_the_same(ended, change):
    path = package_path(built())

    rewritten(path, change)

    assert check_package(path).faults


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip at all" * 100])
def test_what_is_no_package_is_said_in_one_line(content, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(content)

    assert check_package(path).faults


def test_the_archive_receives_a_package_once_and_its_receipt_is_kept(ended, outside, packages):
    package = built()
    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)

    send_package(package_id=package.id, at=LONG_AFTER)
    send_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert package.state == PackageState.RECEIVED
    assert package.receipt["sha256"] == package.sha256
    assert package.receipt["number"].startswith("BBGN-")
    assert Keeping.objects.filter(package=package, archived_at=None).count() == 0
    assert events.names_of(ended[0].id)[-1] == "archive.dossier_archived"
    assert events.names_of(package.id) == [
        "archive.package_begun",
        "archive.package_built",
        "archive.package_sent",
        "archive.package_received",
    ]
    received = http.get(f"{outside}/packages").json()["packages"]
    assert [row["number"] for row in received].count(package.number) == 1


def test_a_damaged_package_is_not_handed_over_and_nothing_is_marked(ended, outside):
    package = built()
    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)
    broken = bytearray(package_path(package).read_bytes())
    broken[len(broken) // 2] ^= 1
    package_path(package).write_bytes(bytes(broken))

    send_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert (package.state, package.receipt, package.received_at) == (PackageState.REFUSED, {}, None)
    assert "hỏng" in package.problem
    assert list(Keeping.objects.values_list("package", "archived_at")) == [(None, None)] * 2
    assert package.number not in http.get(f"{outside}/packages").text
    assert built().total == 2


@pytest.mark.parametrize(
    ("mode", "state"), [("refuse", PackageState.REFUSED), ("other", PackageState.REFUSED)]
)
def test_a_refusal_or_a_receipt_of_another_package_marks_nothing(ended, outside, mode, state):
    package = built()
    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)
    http.post(f"{outside}/control", json={"mode": mode})

    send_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert (package.state, package.receipt) == (state, {})
    assert not Keeping.objects.exclude(archived_at=None, package=None).exists()


def test_an_archive_that_fails_after_receiving_gives_the_same_receipt_to_the_next_try(ended, outside):
    package = built()
    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)
    http.post(f"{outside}/control", json={"mode": "forgetful"})
    with pytest.raises(ArchiveUnavailable):
        send_package(package_id=package.id, at=LONG_AFTER)
    package.refresh_from_db()
    assert (package.state, package.receipt) == (PackageState.SENDING, {})

    http.post(f"{outside}/control", json={"mode": "normal"})
    send_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert package.state == PackageState.RECEIVED


def test_a_receipt_brought_as_paper_counts_only_with_the_hash_of_this_package(ended):
    package, clerk = built(), staff(CLERK)
    said = {"number": "12/BB", "dossiers": 2, "received_at": LONG_AFTER, "received_by": "Lê Thị Kho"}

    with pytest.raises(Invalid):
        record_receipt(
            package_id=package.id, officer=clerk, receipt=Receipt(sha256="ab" * 32, **said), at=LONG_AFTER
        )
    assert not Keeping.objects.exclude(archived_at=None).exists()

    record_receipt(
        package_id=package.id, officer=clerk, receipt=Receipt(sha256=package.sha256, **said), at=LONG_AFTER
    )
    assert Keeping.objects.filter(archived_at=LONG_AFTER).count() == 2


def test_building_again_after_a_fall_gives_the_same_package(ended, monkeypatch):
    from cuamo.archive.services import build_package as module

    package = start_package(unit_code=unit(), officer=staff(CLERK), at=LONG_AFTER)

    def power_cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(module, "_settle", power_cut)
        with pytest.raises(KeyboardInterrupt):
            build_package(package_id=package.id, at=LONG_AFTER)
    first = hash_of(package_path(package))
    assert Package.objects.get(id=package.id).state == PackageState.BUILDING

    build_package(package_id=package.id, at=LONG_AFTER)
    assert Package.objects.get(id=package.id).sha256 == first


def test_a_dossier_whose_last_day_is_not_sealed_is_left_for_the_next_package(ended, packages):
    from cuamo.kernel.models import DayRoot

    DayRoot.objects.all().delete()
    package = built()

    assert (package.state, package.total) == (PackageState.REFUSED, 0)
    assert "chưa niêm phong" in package.problem
    assert Keeping.objects.filter(package=None).count() == 2


def test_nothing_is_packed_before_its_time_or_twice_or_by_others(ended):
    early = MORNING + timedelta(days=80)
    with pytest.raises(Conflict):
        start_package(unit_code=unit(), officer=staff(CLERK), at=early)
    with pytest.raises(NotPermitted):
        start_package(unit_code=unit(), officer=staff("chuyenvien.hoankiem"), at=LONG_AFTER)
    with pytest.raises(NotFound):
        start_package(unit_code="PX-00082", officer=staff(CLERK), at=LONG_AFTER)
    assert not Package.objects.exists()

    start_package(unit_code=unit(), officer=staff(CLERK), at=LONG_AFTER)
    with pytest.raises(Conflict):
        start_package(unit_code=unit(), officer=staff(CLERK), at=LONG_AFTER)
    assert Package.objects.count() == 1


def due() -> set:
    """Return the dossiers that are in no package and not in the archive."""
    return set(Keeping.objects.filter(package=None, archived_at=None).values_list("dossier_id", flat=True))


def test_a_package_with_a_dossier_that_changed_since_is_not_handed_over_and_says_which(ended, outside):
    package = built()
    changed = ended[0]
    assert not submit_again(dossier_id=changed.id, at=LONG_AFTER + timedelta(minutes=1))

    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER + timedelta(hours=1))

    package.refresh_from_db()
    assert package.state == PackageState.REFUSED
    assert changed.code in package.problem
    assert ended[1].code not in package.problem
    assert due() == {dossier.id for dossier in ended}
    assert package.number not in http.get(f"{outside}/packages").text
    again = built(at=LONG_AFTER + timedelta(hours=2))
    start_sending(package_id=again.id, officer=staff(CLERK), at=LONG_AFTER + timedelta(hours=3))
    assert Package.objects.get(id=again.id).state == PackageState.SENDING


def test_a_hold_placed_after_packing_keeps_the_package_here(ended, outside):
    package = built()
    place_hold(dossier_id=ended[1].id, officer=staff(CLERK), ground="Phục vụ thanh tra", at=LONG_AFTER)

    start_sending(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)
    send_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert (package.state, ended[1].code in package.problem) == (PackageState.REFUSED, True)
    assert due() == {dossier.id for dossier in ended}
    assert package.number not in http.get(f"{outside}/packages").text


def test_a_change_while_the_package_is_on_its_way_makes_the_dossier_due_again_after_the_receipt(ended):
    package = built()
    submit_again(dossier_id=ended[0].id, at=LONG_AFTER + timedelta(hours=1))
    noon = LONG_AFTER + timedelta(hours=3)
    receipt = Receipt(
        sha256=package.sha256, number="12/BB", dossiers=2, received_at=noon, received_by="Lê Thị Kho"
    )

    record_receipt(package_id=package.id, officer=staff(CLERK), receipt=receipt, at=noon)

    assert due() == {ended[0].id}
    assert Keeping.objects.get(dossier_id=ended[1].id).archived_at == noon


def test_a_change_of_the_day_of_the_receipt_counts_by_the_moment_of_packing(ended):
    package = built()
    receipt = Receipt(
        sha256=package.sha256,
        number="12/BB",
        dossiers=2,
        received_at=LONG_AFTER + timedelta(hours=3),
        received_by="Lê Thị Kho",
    )
    record_receipt(package_id=package.id, officer=staff(CLERK), receipt=receipt, at=LONG_AFTER)

    assert not submit_again(dossier_id=ended[0].id, at=LONG_AFTER - timedelta(hours=1))
    assert submit_again(dossier_id=ended[1].id, at=LONG_AFTER + timedelta(hours=1))

    assert due() == {ended[1].id}


def test_a_receipt_of_a_day_to_come_is_refused(ended):
    package = built()
    receipt = Receipt(
        sha256=package.sha256,
        number="12/BB",
        dossiers=2,
        received_at=LONG_AFTER + timedelta(days=1),
        received_by="Lê Thị Kho",
    )

    with pytest.raises(Invalid, match="still to come"):
        record_receipt(package_id=package.id, officer=staff(CLERK), receipt=receipt, at=LONG_AFTER)

    assert Package.objects.get().state == PackageState.READY
    assert not Keeping.objects.exclude(archived_at=None).exists()


def test_the_archive_hears_of_results_taken_back_as_of_corrected_ones():
    (archive,) = (one for one in all_consumers() if one.name == "archive-keeping")

    for name in ("dossier.result_corrected", "dossier.result_revoked"):
        assert archive.handlers[name] == [submit_the_change]


def test_a_dossier_of_which_a_file_is_lost_is_left_out_and_holds_no_other(ended):
    lost = (
        DossierPaper.objects.filter(dossier=ended[0])
        .select_related("file")
        .exclude(component_key=CARD_SHOWN)[0]
    )
    blobs().remove(lost.file.sha256)

    package = built()

    assert (package.state, package.dossiers) == (PackageState.READY, [str(ended[1].id)])
    assert "không đọc được" in package.problem
    assert check_package(package_path(package)).faults == []
    assert due() == {ended[0].id}


def test_the_package_names_the_applicant_as_the_form_does_whatever_the_person_is_called_later(ended):
    person = ended[0].applicant
    said = {person.full_name, person.address}
    person.full_name, person.address = "Trần Văn Khác", ""
    person.save()

    with zipfile.ZipFile(package_path(built())) as zipped:
        about = json.loads(zipped.read("goi.json"))["dossiers"]
        folder = next(line["folder"] for line in about if line["id"] == str(ended[0].id))
        applicant = json.loads(zipped.read(f"{folder}/metadata.json"))["applicant"]
        assert applicant["full_name"] in said
        assert b"Kh\xc3\xa1c" not in zipped.read(f"{folder}/metadata.xml")


def test_a_package_says_that_its_result_was_taken_back_and_by_which_law(ended):
    dossier = ended[1]
    Result.objects.create(
        dossier=dossier,
        title="Trích lục",
        number="1/2026/X",
        drafted_at=MORNING,
        drafted_by="a",
        drafted_by_name="A",
        issued_at=MORNING,
        check_token="x" * 16,
        revoked_at=MORNING + timedelta(days=1),
        revoked={"reason": "Cấp sai người", "law": "Điều 70"},
    )

    with zipfile.ZipFile(package_path(built())) as zipped:
        about = json.loads(zipped.read("goi.json"))["dossiers"]
        folder = next(line["folder"] for line in about if line["id"] == str(dossier.id))
        result = json.loads(zipped.read(f"{folder}/metadata.json"))["result"]
        assert (result["revoked_because"], result["revoked_by_law"]) == ("Cấp sai người", "Điều 70")
        assert b"<ketQuaBiThuHoi>2026-11-" in zipped.read(f"{folder}/metadata.xml")


def test_a_package_that_is_still_being_built_can_be_given_up_by_who_keeps_the_records(ended):
    package = start_package(unit_code=unit(), officer=staff(CLERK), at=LONG_AFTER)
    with pytest.raises(NotPermitted):
        drop_package(package_id=package.id, officer=staff("chuyenvien.hoankiem"), at=LONG_AFTER)
    assert due() == set()

    drop_package(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)
    build_package(package_id=package.id, at=LONG_AFTER)

    package.refresh_from_db()
    assert package.state == PackageState.REFUSED
    assert due() == {dossier.id for dossier in ended}
    assert events.names_of(package.id) == ["archive.package_begun", "archive.package_dropped"]
    with pytest.raises(IllegalTransition):
        drop_package(package_id=package.id, officer=staff(CLERK), at=LONG_AFTER)


def test_the_simulator_needs_the_secret_and_the_right_hash(outside, tmp_path):
    said = {"X-Package-Number": "NL-1", "X-Package-Sha256": "00" * 32, "X-Package-Dossiers": "1"}
    assert http.post(f"{outside}/packages", content=b"x", headers=said).status_code == 401
    secret = {"Authorization": f"Bearer {product.ARCHIVE_SECRET}"}
    answer = http.post(f"{outside}/packages", content=b"x", headers=said | secret)
    assert (answer.status_code, "mã băm" in answer.json()["error"]) == (422, True)
    assert "NL-1" not in http.get(f"{outside}/packages").text
