"""Looks put on a page where it stands are those the server draws for whoever chose them."""

import re
from itertools import product

import pytest
from django.test import Client, override_settings

from tests.support.browser import WORN, attributes_of

LOOKS = [
    {name: value for name, value in zip(WORN, values, strict=True) if value}
    for values in product(*(["", *drawn] for _, drawn in WORN.values()))
]
"""Every choice a person can make."""


def drawn_on(page: str) -> dict[str, str]:
    """Return the attributes of the page's <html>."""
    root = re.search(r"<html([^>]*)>", page)
    assert root
    return dict(re.findall(r'([\w-]+)="([^"]*)"', root[1]))


@pytest.mark.parametrize("looks", LOOKS, ids=str)
@override_settings(ROOT_URLCONF="tests.web.design.site")
def test_the_server_draws_what_is_worn_in_place(looks: dict[str, str]) -> None:
    client = Client()
    for name, value in looks.items():
        client.cookies[name] = value
    for path in ("/", "/quay/", "/man-hinh/1"):
        drawn = drawn_on(client.get(path).content.decode())
        wanted = attributes_of(looks)
        if "data-density" not in drawn:
            assert "data-theme" not in drawn, "only the pages of the staff know the dark"
            del wanted["data-theme"]
        assert {name: drawn.get(name) for name in wanted} == wanted, path
