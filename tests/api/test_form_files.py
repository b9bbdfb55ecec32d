"""Files and signatures of a form come through the API as content, never as a reference."""

import base64
import random

import pytest

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.form_files import form_file
from tests.api.test_dossiers import _send, body, token  # noqa: F401
from tests.dossiers.services.test_form_files import drawn
from tests.support.city import MORNING, PNG
from tests.support.form_versions import in_force_from, with_file_and_signature

pytestmark = pytest.mark.django_db
PICTURE = {"filename": "so-do.png", "content_base64": base64.b64encode(PNG).decode()}
SIGNED = {"filename": "chu-ky.png", "content_base64": base64.b64encode(drawn()).decode()}


@pytest.fixture
def signed_body(body):  # noqa: F811
    """A body for a form that asks for a plan and a signature."""
    newer = in_force_from("1.001193", with_file_and_signature, on=MORNING.date(), at=MORNING)
    rng = random.Random(3)
    answers = plausible_answers(newer.content, rng) | {"giay_chung_sinh": "GIAY"}
    values = plausible_values(newer.content, answers, {}, today=MORNING.date(), rng=rng)
    return body | {"answers": answers, "values": values | {"so_do": PICTURE, "chu_ky": SIGNED}}


def test_a_file_and_a_signature_are_taken_with_the_dossier(client, signed_body, token):  # noqa: F811
    answer = _send(client, signed_body, token)
    assert answer.status_code == 201, answer.content
    dossier = Dossier.objects.select_related("version").get(code=answer.json()["code"])
    assert form_file(dossier, "so_do").original_name == "so-do.png"
    assert dossier.values["chu_ky"]["signed_for"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("so_do", {"file": "00000000-0000-0000-0000-000000000000", "sha256": "0" * 64, "name": "x"}),
        ("so_do", {"content_base64": base64.b64encode(b"MZ").decode()}),
        ("so_do", {"content_base64": "?"}),
        ("chu_ky", {"file": "00000000-0000-0000-0000-000000000000", "sha256": "0" * 64, "signed_for": "0"}),
        ("chu_ky", {"cannot": "ILLITERATE", "witness": ""}),
        ("chu_ky", PICTURE),
    ],
)
def test_what_is_no_file_is_a_problem_that_names_the_field_and_leaves_nothing(
    client,
    signed_body,
    token,  # noqa: F811
    key,
    value,
):
    signed_body["values"] |= {key: value}
    answer = _send(client, signed_body, token)
    assert answer.status_code == 422
    assert f"values.{key}" in answer.content.decode()
    assert not Dossier.objects.exists()
