"""The API against its own description: no 5xx, no undocumented answer."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from cuamo.interop.services.api_clients import create_client
from tests.support.city import MORNING, load_city

# A body of the right shape may still be refused with 422: whether a personal id exists is no matter of shape.
EXAMPLES = int(os.environ.get("CUAMO_API_EXAMPLES", "25"))


@pytest.fixture
def served(transactional_db, live_server):
    """A live server with the city in its database, and the token of a trusted system."""
    load_city()
    _, token = create_client(name="schemathesis", scopes=["submit", "events"], unit_code="", at=MORNING)
    return live_server.url, token


def test_every_operation_keeps_to_its_description(served):
    base, token = served
    schema = schemathesis.openapi.from_url(f"{base}/api/v1/openapi.json")
    seen: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case):
            answer = case.call(base_url=base, headers={"Authorization": f"Bearer {token}"})
            seen.setdefault(operation.label, set()).add(answer.status_code)
            case.validate_response(
                answer,
                headers={"Authorization": f"Bearer {token}"},
                excluded_checks=[positive_data_acceptance],
            )

        ask()
    assert all(status < 500 for statuses in seen.values() for status in statuses)
    assert len(seen) == 8
