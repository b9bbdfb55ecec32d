"""Tries are counted for all processes together."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from cuamo.kernel.clock import local
from cuamo.organisation.models import SignInLimit
from cuamo.organisation.services.sign_in_limit import forget_old_tries, forget_tries, give_back, take_try

AT = local("2026-11-24 08:00")


def test_the_limit_allows_so_many_and_no_more(db):
    taken = [take_try(what="a", most=3, at=AT).allowed for _ in range(5)]

    assert taken == [True, True, True, False, False]


def test_the_window_opens_anew(db):
    for _ in range(4):
        take_try(what="a", most=3, at=AT)

    assert take_try(what="a", most=3, at=AT + timedelta(minutes=10)).left == 2


def test_success_gives_back_and_forgets(db):
    take_try(what="a", most=3, at=AT)
    give_back(what="a")
    assert take_try(what="a", most=3, at=AT).left == 2
    forget_tries(what="a")
    assert SignInLimit.objects.count() == 0


def test_old_counts_are_cleared(db):
    take_try(what="a", most=3, at=AT)

    assert forget_old_tries(at=AT) == 0
    assert forget_old_tries(at=AT + timedelta(minutes=10)) == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_all_count():
    allowed: list[bool] = []

    def hit() -> None:
        allowed.append(take_try(what="parallel", most=5, at=AT).allowed)
        connection.close()

    threads = [threading.Thread(target=hit) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert allowed.count(True) == 5
