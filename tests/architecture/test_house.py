"""The house keeps its shape: foreign keys go down, every address has an audience, migrations are whole."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from cuamo.web.audiences import Audience, audience_of

FLOORS = {
    "kernel": 0,
    "people": 1,
    "organisation": 2,
    "catalogue": 3,
    "documents": 4,
    "payments": 4,
    "delivery": 4,
    "notices": 4,
    "appointments": 4,
    "dossiers": 5,
    "settlement": 6,
    "archive": 7,
    "oversight": 8,
    "interop": 9,
}
THIRD_PARTY = ("allauth.", "django.", "ninja.")
SOURCE = Path(__file__).resolve().parents[2] / "src" / "cuamo"


def _own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("cuamo.")]


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_go_down_and_never_sideways(model):
    own = model._meta.app_label
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model is not None:
            other = field.related_model._meta.app_label
            if other != own and other in FLOORS:
                assert FLOORS[other] < FLOORS[own], f"{model._meta.label}.{field.name} → {other}"


def _patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_address_says_who_it_is_for():
    silent = []
    for path, view in _patterns():
        module = getattr(getattr(view, "func", view), "__module__", "")
        if audience_of(view) is None and not module.startswith(THIRD_PARTY):
            silent.append(f"{path} ({module})")
    assert silent == []


@pytest.mark.django_db
def test_staff_and_citizen_pages_send_a_stranger_to_the_sign_in(client):
    wrong = []
    for path, view in _patterns():
        if audience_of(view) in {Audience.STAFF, Audience.CITIZEN} and "<" not in path and "(" not in path:
            answer = client.get("/" + path)
            if not (answer.status_code == 302 and answer.headers["Location"].startswith("/dang-nhap/")):
                wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_model_or_template_tag_opens_a_network_connection():
    for file in [*SOURCE.glob("*/models/*.py"), *SOURCE.glob("web/templatetags/*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & {"httpx", "requests", "socket", "urllib3"}, (
                file
            )


def test_no_app_uses_signals():
    for file in SOURCE.rglob("*.py"):
        assert "django.db.models.signals" not in file.read_text(), file
