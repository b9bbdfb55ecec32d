"""A storm of messages of the payment platform while the processes that take them are killed.

The same run with 100,000 is `python -m benchmarks.callback_storm`; here fewer, for the time it takes.
"""

import pytest
from django.db import connections

from benchmarks.callback_storm import differences, prepare, signature
from benchmarks.storm_senders import CONNECTIONS, in_processes

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, KILLS, SEED = 1_500, 24, 9


def test_a_storm_with_killed_processes_pays_each_request_once_and_loses_nothing():
    plan, before = prepare(MESSAGES, seed=SEED)
    connections.close_all()

    storm = in_processes(
        [plan.movements[place].body for place in plan.sent], sign=signature, kills=KILLS, seed=SEED
    )

    assert CONNECTIONS == 16
    assert len(plan.sent) == MESSAGES
    assert len(plan.sent) - len({movement.body for movement in plan.movements}) == MESSAGES * 30 // 100
    assert storm.kills == KILLS
    assert storm.inside >= 5, "processes were killed within a transaction"
    assert differences(plan, storm, before) == []
    assert {"SETTLED", "SETTLED_LATE", "PARTIAL", "OVERPAID", "ALREADY_PAID", "AFTER_VOID"} <= set(
        storm.answered
    )
    assert {"UNKNOWN_REFERENCE", "FAILED", "DUPLICATE", "CONFLICT"} <= set(storm.answered)
