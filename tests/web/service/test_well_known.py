"""What browsers, search engines and link checkers ask for unbidden."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import URLPattern, URLResolver, get_resolver

from cuamo.web.audiences import Audience, audience_of

pytestmark = pytest.mark.django_db
OPEN = {Audience.EVERYONE, Audience.MACHINE}
PRIVATE = ("/quay/", "/xu-ly/", "/giao/", "/giam-sat/", "/danh-muc/", "/toi/", "/man-hinh/", "/chup/")
PUBLIC = ("/", "/thu-tuc/", "/diem-phuc-vu/", "/cong-khai/", "/tra-cuu/", "/tinh-trang")


def _open_addresses(resolver=None, prefix="/"):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _open_addresses(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and audience_of(entry.callback) in OPEN:
            path = prefix + str(entry.pattern)
            if "<" not in path and "(" not in path:
                yield path


def test_head_is_answered_like_get_on_every_open_page_and_without_a_body(client, city):
    compared = {}
    for path in [*_open_addresses(), "/thu-tuc/1.001193/", "/en/tra-cuu/", "/nop/1.001193/"]:
        read, asked = client.get(path), client.head(path)
        compared[path] = (read.status_code, asked.status_code, asked.content)

    assert {"/", "/tra-cuu/", "/gop-y", "/robots.txt", "/healthz"} <= compared.keys()
    assert {path: seen for path, seen in compared.items() if seen != (seen[0], seen[0], b"")} == {}
    assert compared["/tra-cuu/"][0] == 200


def test_an_address_that_only_takes_a_press_refuses_head_too(client, city):
    answer = client.head("/tuy-chon")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_browsers_find_the_icon(client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    icon = finders.find(answer.headers["Location"].removeprefix(settings.STATIC_URL))
    assert icon is not None
    assert "<svg" in Path(icon).read_text(encoding="utf-8")


def test_search_engines_are_kept_out_of_what_belongs_to_a_person_or_to_staff(client):
    answer = client.get("/robots.txt")

    assert answer.headers["Content-Type"].startswith("text/plain")
    closed = [line.removeprefix("Disallow: ") for line in answer.content.decode().splitlines()[1:]]
    assert {*PRIVATE, *("/en" + path for path in PRIVATE)} <= set(closed)
    assert [path for path in PUBLIC for prefix in closed if path.startswith(prefix)] == []
