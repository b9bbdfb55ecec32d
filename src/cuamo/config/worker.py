"""The worker: runs jobs, and feeds the consumers of the ledger. `python -m cuamo.config.worker`."""

import logging
import os
import signal
import threading
from typing import cast

import django
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev")
log = logging.getLogger("cuamo.worker")
IDLE_SECONDS = 0.4


def feed(stop: threading.Event) -> None:
    """Run the consumers until told to stop; a fault of the database is waited out."""
    from cuamo.kernel.consumers import all_consumers, run_once

    while not stop.is_set():
        read = 0
        try:
            for consumer in all_consumers():
                read += run_once(consumer)
        except Exception:
            log.exception("consumers paused")
            stop.wait(2)
        finally:
            close_old_connections()
        if read == 0:
            stop.wait(IDLE_SECONDS)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    stop = threading.Event()
    feeder = threading.Thread(target=feed, args=(stop,), name="consumers", daemon=True)
    feeder.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    connector = cast(DjangoConnector, app.connector)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(concurrency=2, listen_notify=True, install_signal_handlers=True)
    stop.set()
    feeder.join(timeout=5)


if __name__ == "__main__":
    main()
