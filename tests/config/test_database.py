"""A connection out of the pool works, also after its server died under it."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from cuamo.config.database import Watched, connection_from_url


@pytest.fixture
def pool(db) -> Iterator[ConnectionPool]:
    words = connection.get_connection_params()
    kept = {name: words[name] for name in ("dbname", "user", "password", "host", "port") if words.get(name)}
    options = connection_from_url("postgresql://x@/x", role=None, pool=True)["OPTIONS"]["pool"]
    options["max_size"] = 1
    with ConnectionPool(
        kwargs=kept | {"autocommit": True}, check=ConnectionPool.check_connection, open=True, **options
    ) as made:
        made.wait()
        yield made


def _end(pid: int) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_resting_connection_is_handed_out_without_asking_the_server(pool):
    with pool.connection() as first:
        pid = first.info.backend_pid
        asked = _last_query(pid)
    with pool.connection() as again:
        assert again.info.backend_pid == pid
        assert isinstance(again, Watched)
        assert _last_query(pid) == asked, "nothing was sent"
        assert again.execute("SELECT 1").fetchone() == (1,)


def _last_query(pid: int) -> object:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT query_start FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()


def test_a_connection_whose_server_died_is_replaced_before_anybody_notices(pool):
    with pool.connection() as first:
        pid = first.info.backend_pid
    _end(pid)
    with pool.connection() as other:
        assert other.execute("SELECT 1").fetchone() == (1,)
        assert other.info.backend_pid != pid


def test_an_empty_query_on_a_dead_connection_is_an_error(pool):
    with pool.connection() as first:
        _end(first.info.backend_pid)
        with pytest.raises(psycopg.OperationalError):
            for _ in range(50):
                first.execute("")
