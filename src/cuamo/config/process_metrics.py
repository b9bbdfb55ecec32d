"""Let the web processes of one machine count together."""

import os
import re
from pathlib import Path


def share_metrics() -> None:
    """Give prometheus_client a folder all web processes share; files of dead processes are removed.

    Must run before anything imports prometheus_client.
    """
    folder = Path(os.environ.get("CUAMO_VAR", Path(__file__).resolve().parents[3] / "var")) / "metrics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
    for file in folder.glob("*.db"):
        found = re.search(r"_(\d+)\.db$", file.name)
        if found and not Path(f"/proc/{found.group(1)}").exists():
            file.unlink(missing_ok=True)
