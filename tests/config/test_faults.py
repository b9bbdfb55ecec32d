import json
import logging

import pytest
from django.test import Client
from django.urls import path

from cuamo.config.faults import FaultFormatter


def page_that_breaks(request):
    number = request.GET["so"]
    raise ValueError(f"cannot take {number}")


urlpatterns = [path("hong/", page_that_breaks, name="breaks")]


class Kept(logging.Handler):
    """Keeps what the handler of the product would write."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self.setFormatter(FaultFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    kept, logger = Kept(), logging.getLogger("django.request")
    logger.addHandler(kept)
    yield kept.lines
    logger.removeHandler(kept)


@pytest.mark.urls("tests.config.test_faults")
@pytest.mark.django_db
def test_a_fault_is_written_with_its_place_and_without_what_was_typed(written):
    answer = Client(raise_request_exception=False).get("/hong/?so=001185012345")

    assert answer.status_code == 500
    (line,) = written
    said = json.loads(line)
    assert said["kind"] == ["builtins.ValueError"]
    assert said["at"][-1].endswith("page_that_breaks")
    assert said["request_id"] == answer["X-Request-ID"]
    assert said["route"] == "breaks"
    assert "001185012345" not in line
