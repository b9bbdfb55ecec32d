"""Is the process alive, may it take requests, what does it count."""

import os

import psycopg
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cuamo.kernel.selectors.backlog import backlog
from cuamo.web.audiences import machine

_migrated: list[bool] = []
PATIENCE = "-c statement_timeout=1s"
CONNECT_SECONDS = 1


@require_safe
@machine
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive; asks nobody else."""
    return JsonResponse({"status": "ok"})


@require_safe
@machine
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether requests can be served: the database answers and every migration is applied."""
    checks = {"database": _database(), "migrations": False}
    if checks["database"]:
        checks["migrations"] = _is_migrated()
    ready = all(checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


@require_safe
@machine
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures of this server in the Prometheus format, of all its processes together."""
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    lines = [generate_latest(registry)]
    for name, value in backlog().items():
        lines.append(f"# TYPE cuamo_{name} gauge\ncuamo_{name} {value}\n".encode())
    return HttpResponse(b"".join(lines), content_type=CONTENT_TYPE_LATEST)


def _database() -> bool:
    """Ask over a connection of its own: the pool would wait for a database that is down."""
    known = connection.get_connection_params()
    mine = {
        **known,
        "connect_timeout": CONNECT_SECONDS,
        "options": f"{known.get('options', '')} {PATIENCE}",
    }
    try:
        with psycopg.connect(**mine) as asked:
            asked.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _is_migrated() -> bool:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True
