import threading

import pytest
from django.db import connections, transaction

from cuamo.kernel.errors import Conflict
from cuamo.kernel.idempotency import digest, once
from cuamo.kernel.models import IdempotencyKey, NumberSeries
from cuamo.kernel.numbering import take_number


def _all_at_once(count: int, do) -> None:
    gate = threading.Barrier(count)

    def run(place: int) -> None:
        gate.wait(10)
        try:
            do(place)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_does_the_work_once_and_answers_alike():
    done: list[int] = []
    answers: list[dict] = []

    def ask(place: int) -> None:
        def work() -> dict:
            done.append(place)
            return {"winner": place}

        answers.append(once(key="k", scope="s", request_hash=digest("same"), do=work))

    _all_at_once(12, ask)

    assert len(done) == 1
    assert answers == [{"winner": done[0]}] * 12


@pytest.mark.django_db
def test_the_same_key_with_another_content_is_refused_and_the_first_answer_stays():
    once(key="k", scope="s", request_hash=digest("one"), do=lambda: {"n": 1})

    with pytest.raises(Conflict):
        once(key="k", scope="s", request_hash=digest("two"), do=lambda: {"n": 2})

    assert IdempotencyKey.objects.get(scope="s", key="k").result == {"n": 1}


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_although_every_third_transaction_fails():
    taken: list[int] = []

    def take(place: int) -> None:
        try:
            with transaction.atomic():
                number = take_number("series")
                if place % 3 == 0:
                    raise RuntimeError
            taken.append(number)
        except RuntimeError:
            return

    _all_at_once(15, take)

    assert sorted(taken) == list(range(1, 11))
    assert NumberSeries.objects.get(series="series").last == 10
