"""What every template keeps: the content policy, known icons, labelled pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from cuamo.web.templatetags.icons import ICONS

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])
TEMPLATES = sorted(FOLDER.rglob("*.html"))
NAMES = [str(path.relative_to(FOLDER)) for path in TEMPLATES]

CARRIED_AWAY = "package/"
"""Opened from a disk, without a server: no policy, and nothing beside it can be relied on."""


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_template_keeps_the_content_policy(name: str) -> None:
    source = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", (FOLDER / name).read_text(), flags=re.DOTALL
    )
    assert not re.search(r"\sstyle\s*=", source), "style attributes are refused by the content policy"
    if not name.startswith(CARRIED_AWAY):
        assert not re.search(r"<style\b", source), "styles belong into static/css"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source), (
        "event attributes are refused by the content policy"
    )
    inline = r"<script(?![^>]*\b(src=|type=\"application/json\"))"
    assert not re.search(inline, source), "scripts belong into static/js"
    assert not re.search(r"https?://(?!www\.w3\.org/)", source), "nothing is fetched from another host"


@pytest.mark.parametrize("name", NAMES)
def test_template_uses_icons_of_the_set(name: str) -> None:
    used = set(re.findall(r'{% icon "([^"]+)"', (FOLDER / name).read_text()))
    assert used <= set(ICONS), used - set(ICONS)


@pytest.mark.parametrize("name", NAMES)
def test_enter_in_a_form_never_hits_a_side_action(name: str) -> None:
    """A browser takes the first submit button of a form for Enter: it must be the main action (ux §4.3)."""
    for form in re.findall(r"<form\b.*?</form>", (FOLDER / name).read_text(), re.DOTALL):
        own = [tag for tag in re.findall(r"<button\b[^>]*>", form) if not re.search(r"\sform=", tag)]
        buttons = [tag for tag in own if 'type="button"' not in tag]
        main = [tag for tag in buttons if re.search(r'class="[^"]*\bmain\b', tag)]
        assert not main or buttons[0] == main[0], f"{name}: Enter hits {buttons[0]}"


def test_every_page_carries_its_id_and_title() -> None:
    for path in (path for path in TEMPLATES if not path.name.startswith("_")):
        source = path.read_text()
        if re.search(r'{% extends "base(_staff|_screen|_phone)?\.html" %}', source):
            assert "{% block page %}" in source, path
            assert "{% block title %}" in source, path
