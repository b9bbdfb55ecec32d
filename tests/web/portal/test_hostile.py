"""Whatever is sent to a public address, the answer is a clear one, never a fault of ours."""

import re
import unicodedata
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from cuamo.config.settings.sign_in import vneid_provider
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.models import Event
from cuamo.people.models import Account, AccountKind
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.web.account.urls import urlpatterns as account
from cuamo.web.my.urls import urlpatterns as my
from cuamo.web.portal.urls import urlpatterns as portal
from tests.support.city import CARD, MORNING, PHONE
from tests.support.simulators import refusing_address

pytestmark = pytest.mark.django_db
AREAS = {"/": portal, "/toi/": my, "/dang-nhap/": account}
NFD = unicodedata.normalize("NFD", "Nguyễn Thị Đặng Thẳng")
TEXTS = [
    "a%00b",
    "%FF%FE%C3",
    "x" * 3000,
    "..%2F..",
    "-1",
    "'%20OR%201=1--",
    "%7B%7B7*7%7D%7D",
    "%F0%9F%98%80",
]
NUMBERS = ["0", "1", "99", "9" * 30]
VALUES = ["", "a\0b", f"{NFD}\ud7ff\uffff", "x" * 200_000, "9" * 400, "²"]
NO_FAULT = (502, 503)
"""VNeID is away in these tests, and the page says so."""
WEB = Path(settings.PACKAGE) / "web"


def names_read() -> list[str]:
    """Return every name of a field or parameter the pages read or draw."""
    names = {"login", "password", "code", "state", "error", "credential", "csrfmiddlewaretoken"}
    for folder in ("portal", "my", "account"):
        for source in (WEB / folder).glob("*.py"):
            names |= set(
                re.findall(r"""(?:GET|POST|FILES)\.get(?:list)?\(\s*"([\w-]+)\"""", source.read_text())
            )
        for source in (WEB / "templates" / folder).rglob("*.html"):
            names |= set(re.findall(r"""name="([\w-]+)\"""", source.read_text()))
            names |= set(re.findall(r"""{% field "\w+" "([\w-]+)\"""", source.read_text()))
    return sorted(names)


def addresses(pattern: URLPattern, own: list[UUID]) -> list[str]:
    """Return the addresses of a pattern with parameters nobody should send."""
    found = [str(pattern.pattern)]
    for name, converter in pattern.pattern.converters.items():
        if isinstance(converter, UUIDConverter):
            values = [str(uuid4()), *map(str, own)]
        elif isinstance(converter, IntConverter):
            values = NUMBERS
        else:
            assert isinstance(converter, StringConverter)
            values = [*TEXTS, "2.000635", "vneid"]
        found = [re.sub(rf"<(?:\w+:)?{name}>", lambda _: value, path) for path in found for value in values]
    return found


@pytest.fixture
def citizen(city, db) -> Client:
    person = find_or_create_person(card=read_card(CARD), phone=PHONE, actor=SYSTEM, at=MORNING)
    account = Account.objects.create_user(
        "vneid-1", None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


@pytest.fixture(autouse=True)
def vneid_is_away(settings):
    settings.SOCIALACCOUNT_PROVIDERS = vneid_provider(
        server_url=refusing_address(), client_id="cuamo", secret="x"
    )


@pytest.fixture
def own(citizen, counter) -> list[UUID]:
    """A draft, and a dossier that was sent."""
    sent = counter.sent()
    citizen.post("/nop/2.000635/")
    return [sent.id, Dossier.objects.exclude(id=sent.id).get().id]


def answered(answer, what: str) -> None:
    """The answer is no fault of ours, and a page that says what is the matter."""
    assert answer.status_code < 500 or answer.status_code in NO_FAULT, what
    if answer.status_code >= 400:
        text = answer.content.decode()
        assert "<h1" in text, what
        assert "Traceback" not in text, what


@pytest.mark.parametrize("prefix", AREAS)
def test_no_address_falls_over_whatever_is_in_it(citizen, own, prefix):
    stranger = Client(raise_request_exception=False)
    for path in [path for pattern in AREAS[prefix] for path in addresses(pattern, own)]:
        if path == "ra/":
            continue
        answered(citizen.get(prefix + path), f"GET {prefix}{path}")
        answered(citizen.post(prefix + path), f"POST {prefix}{path}")
        answered(stranger.get(f"/en{prefix}{path}"), f"GET /en{prefix}{path}")


@pytest.mark.parametrize("value", VALUES, ids=[ascii(value)[:16] for value in VALUES])
def test_no_page_falls_over_whatever_its_fields_hold(citizen, own, value):
    names = names_read()
    assert {"q", "sau", "ma", "bon_so", "noi_dung", "way", "ward_code", "next", "ly_do"} <= set(names)
    content = dict.fromkeys(names, value)
    for prefix, patterns in AREAS.items():
        right = [path for pattern in patterns for path in addresses(pattern, own) if fits(path, own)]
        assert right
        for path in right:
            if len(value) < 1000:
                answered(citizen.get(prefix + path, content), f"GET {path} {ascii(value)[:30]}")
            answered(citizen.post(prefix + path, content), f"POST {path} {ascii(value)[:30]}")


def fits(path: str, own: list[UUID]) -> bool:
    """True for an address as a person has it: of the draft, of the procedure, of VNeID."""
    odd = ("%", "xxx", "..", "-1", "9" * 9, "/0/", str(own[0]))
    foreign = re.search(r"[0-9a-f]{8}-", path) and str(own[1]) not in path
    return path != "ra/" and not foreign and not any(part in path for part in odd)


def test_no_upload_falls_over_and_nothing_broken_is_kept(citizen, own):
    draft = Dossier.objects.get(id=own[1])
    events = Event.objects.count()
    names = [b"a\0b.png", b"x" * 3000 + b".png", NFD.encode(), b"../../etc/passwd", b".", b"\xff\xfe", b""]
    files = [b"", b"\0" * 10, b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff"]
    for name in names:
        for data in files:
            head = b'--x\r\nContent-Disposition: form-data; name="giay-to"; filename="%b"\r\n' % name
            body = head + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--x--\r\n"

            answer = citizen.generic(
                "POST", f"/nop/{draft.id}/giay-to/", body, content_type="multipart/form-data; boundary=x"
            )

            answered(answer, f"{name[:20]!r} {data!r}")

    assert not DossierPaper.objects.filter(dossier=draft).exists()
    assert Event.objects.count() == events


def test_a_body_that_is_no_form_is_answered(citizen, own):
    for kind, body in (
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded; charset=utf-7", b"ma=1"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"ma=1"),
        ("application/x-www-form-urlencoded", b"ma=%FF%FE&bon_so=%00"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(5000))),
        ("application/json", b"{"),
    ):
        for path in (
            "/tra-cuu/",
            "/gop-y",
            "/dang-nhap/",
            f"/nop/{own[1]}/cau-hoi/",
            f"/nop/{own[1]}/giay-to/",
        ):
            answered(citizen.generic("POST", path, body, content_type=kind), f"{path} {kind} {body[:20]!r}")


@pytest.mark.parametrize(
    "cookie", ["co-chu", "tuong-phan", "nen", "mat-do", "ngon-ngu", "sessionid", "csrftoken"]
)
def test_no_cookie_makes_a_page_fall_over(client, city, cookie):
    for value in ("x" * 4000, "ÿ", "-1", "..", "²"):
        stranger = Client(raise_request_exception=False)
        stranger.cookies[cookie] = value
        for path in ("/", "/toi/", "/dang-nhap/", "/tra-cuu/"):
            answered(stranger.get(path), f"{path} {cookie}={value[:10]}")


def test_a_name_typed_as_separate_accents_is_kept_as_one(citizen, own):
    draft = Dossier.objects.get(id=own[1])

    citizen.post(f"/nop/{draft.id}/to-khai/1/", {"nyc_ho_ten": NFD})

    draft.refresh_from_db()
    assert draft.values["nyc_ho_ten"] == unicodedata.normalize("NFC", NFD)


def test_a_number_that_is_none_is_a_choice_not_made(own):
    stranger = Client(raise_request_exception=False)
    token = Dossier.objects.get(id=own[0]).tracking_token

    for typed in ("²", "٣", "9" * 5000, "-1", "1e3"):
        answered(stranger.post(f"/t/{token}/danh-gia/", {"diem": typed}), f"diem={typed[:5]}")
