"""Language, reading comfort, refusals and the log of requests, end to end."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import get_script_prefix


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="tests.web.design.site"):
        yield Client(raise_request_exception=False)


def test_english_address_answers_in_english_and_links_stay_english(client: Client) -> None:
    answer = client.get("/en/du-lieu")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in page
    assert 'action="/en/tuy-chon"' in page
    assert get_script_prefix() == "/"


def test_cookie_chooses_english_where_the_address_does_not(client: Client) -> None:
    client.cookies["ngon-ngu"] = "en"
    assert '<html lang="en"' in client.get("/du-lieu").content.decode()


def test_comfort_is_kept_without_scripts_and_returns_to_the_page(client: Client) -> None:
    answer = client.post("/tuy-chon", {"co-chu": "3", "tuong-phan": "1", "ve": "/du-lieu?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/du-lieu?x=1")
    page = client.get("/du-lieu").content.decode()
    assert 'data-size="3"' in page
    assert 'data-contrast="high"' in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_comfort_never_leads_to_another_site(client: Client, back: str) -> None:
    assert client.post("/tuy-chon", {"co-chu": "2", "ve": back})["Location"] == "/"


def test_language_button_leads_to_the_twin_of_a_public_page(client: Client) -> None:
    assert client.post("/tuy-chon", {"ngon-ngu": "en", "ve": "/du-lieu"})["Location"] == "/en/du-lieu"
    assert client.post("/tuy-chon", {"ngon-ngu": "vi", "ve": "/en/du-lieu"})["Location"] == "/du-lieu"
    assert client.post("/tuy-chon", {"ngon-ngu": "en", "ve": "/quay/"})["Location"] == "/quay/"


@pytest.mark.parametrize("status", [403, 404, 409, 422, 429])
@pytest.mark.parametrize("place", ["/tu-choi/", "/quay/tu-choi/", "/en/tu-choi/"])
def test_a_refusal_says_what_where_and_how_to_mend(client: Client, status: int, place: str) -> None:
    answer = client.get(f"{place}{status}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert (
        "Taken by somebody else." if place.startswith("/en") else "Hồ sơ này vừa được người khác nhận."
    ) in page
    assert "Ô số căn cước" in page
    assert "Mở hồ sơ kế tiếp." in page or place.startswith("/en")


def test_a_refusal_for_htmx_is_a_notice_in_the_live_region(client: Client) -> None:
    answer = client.get("/quay/tu-choi/409", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#thong-bao"
    assert "<html" not in answer.content.decode()


def test_a_fault_of_ours_is_a_calm_page_with_a_code(client: Client) -> None:
    answer = client.get("/loi")
    assert answer.status_code == 500
    assert "Chưa làm được, đang được sửa" in answer.content.decode()
    assert answer["X-Request-ID"][:8] in answer.content.decode()


def test_an_old_form_token_is_explained(client: Client) -> None:
    with override_settings(ROOT_URLCONF="tests.web.design.site"):
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post("/tuy-chon", {"co-chu": "2"})
    assert answer.status_code == 403
    assert "Trang mở đã quá lâu" in answer.content.decode()


def test_the_log_of_a_request_holds_no_path_query_or_name(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/quay/?so=001085012345", headers={"X-Request-ID": "abc12345-from-proxy"})
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    logged = json.loads(lines[-1])
    assert logged["request_id"] == "abc12345-from-proxy"
    assert logged["route"].endswith("counter")
    assert logged["status"] == 200
    assert logged["actor_kind"] == "STAFF"
    assert "001085012345" not in lines[-1]
    assert "Thẳng" not in lines[-1]
    assert "nv-01" not in lines[-1]
