import os
from datetime import UTC, datetime

import psycopg
import pytest

from cuamo.ops import archive, database
from cuamo.ops.errors import OpsError

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FILL = """
create table dossier (id int primary key, name text not null);
insert into dossier select n, 'Hồ sơ số ' || n from generate_series(1, 500) n;
create table event (id int, dossier_id int references dossier) partition by range (id);
create table event_1 partition of event for values from (0) to (1000);
insert into event select n, n from generate_series(1, 500) n;
grant select on dossier to cuamo_app;
"""
LOOK = """
select md5(string_agg(d::text || e::text, '' order by d.id))
from dossier d join event e on e.dossier_id = d.id
"""


@pytest.fixture
def filled(cluster):
    database.make_database(cluster.url("postgres"), "filled")
    database.make_role(cluster.url("filled"))
    with psycopg.connect(cluster.url("filled")) as connection:
        connection.execute(FILL)
    return cluster.url("filled")


@pytest.fixture
def empty(cluster):
    database.make_database(cluster.url("postgres"), "empty")
    return cluster.url("empty")


@pytest.fixture
def files(home):
    folder = home / "files"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcdef").write_bytes(b"a scanned page")
    return folder


def content(url: str):
    with psycopg.connect(url) as connection:
        return connection.execute(LOOK).fetchone()


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
def test_what_is_backed_up_comes_back_whole_in_another_database(filled, empty, files, home, name):
    written = archive.write(home / name, url=filled, files=files, at=AT)

    read = archive.read(home / name, url=empty, files=home / "elsewhere", force=False)

    assert read == written
    assert content(empty) == content(filled)
    assert (home / "elsewhere" / "ab" / "abcdef").read_bytes() == b"a scanned page"
    with psycopg.connect(empty) as connection:
        row = connection.execute("select has_table_privilege('cuamo_app', 'dossier', 'select')").fetchone()
        assert row == (True,)


def test_a_database_with_content_is_replaced_only_by_force(filled, empty, files, home):
    archive.write(home / "b.tar", url=filled, files=files, at=AT)
    before = content(filled)
    with psycopg.connect(filled) as connection:
        connection.execute("delete from event; delete from dossier where id > 10; create table later (n int)")

    with pytest.raises(OpsError, match="not empty"):
        archive.read(home / "b.tar", url=filled, files=files, force=False)
    archive.read(home / "b.tar", url=filled, files=files, force=True)

    assert content(filled) == before
    with psycopg.connect(filled) as connection:
        assert connection.execute("select to_regclass('later')").fetchone() == (None,)


def test_a_database_in_use_is_not_touched(filled, files, home):
    archive.write(home / "b.tar", url=filled, files=files, at=AT)

    with psycopg.connect(filled), pytest.raises(OpsError, match="1 sessions are using the database"):
        archive.read(home / "b.tar", url=filled, files=files, force=True)


def test_an_archive_of_another_key_is_refused_before_anything_is_changed(
    filled, empty, files, home, monkeypatch
):
    archive.write(home / "b.tar", url=filled, files=files, at=AT)
    monkeypatch.setenv("CUAMO_DATA_KEY", "22" * 32)

    with pytest.raises(OpsError, match="another CUAMO_DATA_KEY"):
        archive.read(home / "b.tar", url=empty, files=files, force=False)


def test_a_damaged_archive_is_refused(filled, empty, files, home):
    archive.write(home / "b.tar", url=filled, files=files, at=AT)
    whole = (home / "b.tar").read_bytes()
    (home / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (home / "words.tar").write_text("not an archive")

    for name in ("cut.tar", "words.tar"):
        with pytest.raises(OpsError):
            archive.read(home / name, url=empty, files=files, force=False)


def test_the_archive_is_readable_by_its_owner_only_and_holds_no_key(filled, files, home):
    archive.write(home / "b.tar", url=filled, files=files, at=AT)

    assert (home / "b.tar").stat().st_mode & 0o077 == 0
    assert os.environ["CUAMO_DATA_KEY"].encode() not in (home / "b.tar").read_bytes()
