import os
import signal
import stat
import time

import psycopg
import pytest

from cuamo.ops import cluster as clusters
from cuamo.ops import database
from cuamo.ops.cluster import Cluster
from cuamo.ops.errors import OpsError


@pytest.fixture
def durable(home):
    server = Cluster(home, home / "log" / "postgres.log")
    server.start()
    yield server
    server.stop()


def test_committed_rows_survive_a_killed_server(durable, home):
    with psycopg.connect(durable.url("postgres")) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (1)")
    assert durable.process is not None
    os.kill(durable.process.pid, signal.SIGKILL)
    durable.process.wait()
    assert (home / "pg" / "postmaster.pid").exists()

    durable.start()

    with psycopg.connect(durable.url("postgres")) as connection:
        assert connection.execute("select n from kept").fetchall() == [(1,)]


def test_a_pid_file_whose_number_belongs_to_somebody_else_does_not_hinder_the_start(cluster, home):
    cluster.stop()
    (home / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{home / 'pg'}\n0\n5432\n\n\n0 0\n")

    cluster.start()

    psycopg.connect(cluster.url("postgres")).close()


def test_data_of_another_version_are_named_and_left_alone(cluster, home):
    cluster.stop()
    version = home / "pg" / "PG_VERSION"
    before = version.read_text()
    version.write_text("14\n")

    with pytest.raises(OpsError, match="was made by PostgreSQL 14 and this is"):
        cluster.start()
    version.write_text(before)


def test_the_database_is_reached_through_a_private_socket_and_by_no_port(cluster):
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_statements_with_personal_data_do_not_reach_the_log(cluster):
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("create table people (card text primary key)")
        connection.execute("insert into people values ('001099012345')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into people values ('001099012345')")

    assert "001099012345" not in cluster.log.read_text()


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(home):
    deep = home / ("d" * 100)
    deep.mkdir()

    server = Cluster(deep, home / "log" / "postgres.log", durable=False)

    assert len(str(server.socket)) < clusters.LONGEST_SOCKET
    assert server.socket.parent != deep


def test_commands_start_the_database_for_their_own_time(home):
    with database.ensure_running(prepared=False) as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("select current_database()").fetchone() == ("cuamo",)
            assert connection.execute("select 1 from pg_roles where rolname = 'cuamo_app'").fetchone()
        with database.ensure_running(prepared=False) as joined:
            assert joined == url

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert not (home / "run.json").exists()


def test_a_database_address_given_by_the_environment_is_used_as_it_is(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/cuamo")

    with database.ensure_running() as url:
        assert url == "postgresql://somebody@db.example/cuamo"
    assert not (home / "pg").exists()


def test_a_second_start_is_quick(cluster):
    cluster.stop()
    begun = time.monotonic()

    cluster.start()

    assert time.monotonic() - begun < 5
