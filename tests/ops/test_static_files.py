"""Static files as `bin/up` collects them: every file a page names is there."""

import os
import re
import subprocess
from pathlib import Path

from cuamo.ops import paths, prepare
from cuamo.web import assets

NAMED = re.compile(r"""{% static ["']([^"']+)["'] %}""")


def test_every_static_file_a_template_names_is_collected(tmp_path: Path) -> None:
    assets.build()
    templates = (paths.PACKAGE / "web" / "templates").rglob("*.html")
    named = {name for page in templates for name in NAMED.findall(page.read_text(encoding="utf-8"))}
    command = [*prepare.DJANGO, "collectstatic", "--noinput", *prepare.SOURCES_ONLY]
    env = os.environ | {"CUAMO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cuamo.config.settings.dev"}

    subprocess.run(command, env=env, check=True, capture_output=True)

    assert named
    missing = sorted(name for name in named if not (tmp_path / "static" / name).is_file())
    assert not missing
