"""Every address of the program on a counter's PC: known, and closed to strangers without a page."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cuamo.web.audiences import Audience, audience_of
from cuamo.web.device.urls import urlpatterns

KEYS = {"version_id", "visit_id", "key", "device"}
OF_PROGRAMS = [pattern for pattern in urlpatterns if audience_of(pattern.callback) is Audience.DEVICE]


def address(pattern) -> str:
    names = pattern.pattern.converters
    args = {name: str(uuid4()) if name in KEYS else "a" * 64 for name in names}
    return reverse(f"counter:{pattern.name}", kwargs=args)


def test_the_addresses_of_programs_are_those_of_the_protocol():
    assert len(OF_PROGRAMS) >= 11


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", OF_PROGRAMS, ids=lambda pattern: pattern.name)
def test_a_stranger_hears_401_in_json_and_is_led_nowhere(pattern):
    answers = [getattr(Client(), method)(address(pattern)) for method in ("get", "post", "put", "delete")]

    assert {answer.status_code for answer in answers} <= {401, 405}
    assert any(answer.status_code == 401 for answer in answers)
    assert all(json.loads(answer.content)["reasons"][0]["vi"] for answer in answers)
