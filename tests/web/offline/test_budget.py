"""What the counter costs on a slow line: ≤ 350 kB the first time, ≤ 30 kB the next day (ux §7)."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from cuamo.people.models import Account
from cuamo.web import assets
from cuamo.web.counter.offline import _assets
from tests.support.city import begin_shift, load_city, staff
from tests.web.offline.post import CLERK

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, NEXT_DAY = 350_000, 30_000
PAGES = ("/quay/", "/quay/may/ban/", "/quay/may/guong/", "/quay/may/phieu/", "/quay/sw.js")


def test_everything_a_day_without_network_needs_weighs_at_most_350_kb_the_first_time(transactional_db):
    load_city()
    assets.build()
    begin_shift(staff(CLERK), at=timezone.now())
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(Account.objects.get(username=CLERK))

    pages = {path: client.get(path) for path in PAGES}
    assert {answer.status_code for answer in pages.values()} == {200}
    named = re.findall(rf'{settings.STATIC_URL}([^"?]+)"', pages["/quay/"].content.decode())
    static = set(named) | set(_assets())
    pack = client.get("/quay/may/goi/")
    content = json.loads(gzip.decompress(pack.content))
    answers = [pack, client.get(content["wards_url"])]
    answers += [client.get(row["url"]) for row in content["procedures"]]
    assert len(answers) > 40

    shell = sum(_compressed(answer.content) for answer in pages.values())
    modules = sum(_weight(name) for name in static)
    data = sum(len(answer.content) for answer in answers)
    print(f"pages {shell}, static {modules}, procedures and wards {data}: {shell + modules + data} bytes")
    assert shell + modules + data <= FIRST


def test_the_next_day_only_what_changed_comes_over_the_line(post, line):
    post.prepare()
    post.page.evaluate("() => cuamoVault.remember('pack-at', 0)")
    post.go("/quay/may/phieu/")
    before = line.received

    post.go("/quay/")
    post.until("() => cuamoVault.recall('pack-at')")

    came = line.received - before
    print(f"next day: {came} bytes, pages uncompressed")
    assert came <= NEXT_DAY


def _weight(name: str) -> int:
    path = finders.find(name)
    assert path, name
    content = Path(str(path)).read_bytes()
    return len(content) if name.endswith("woff2") else _compressed(content)


def _compressed(content: bytes) -> int:
    return len(content) if content[:2] == b"\x1f\x8b" else len(gzip.compress(content, 9))
