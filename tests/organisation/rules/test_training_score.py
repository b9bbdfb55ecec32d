"""What a practised task is worth."""

import pytest

from cuamo.organisation.rules.training_score import Done, mean, score_of_work

TASK = {"procedure": "2.000635", "presses": 60, "seconds": 600}


@pytest.mark.parametrize(
    ("done", "points", "mistakes"),
    [
        (Done("2.000635", 60, 600, 0, True), 100, 0),
        (Done("2.000635", 0, 0, 0, True), 100, 0),
        (Done("2.000635", 61, 600, 0, True), 99, 1),
        (Done("2.000635", 66, 600, 0, True), 99, 1),
        (Done("2.000635", 67, 600, 0, True), 98, 1),
        (Done("2.000635", 600, 6000, 0, True), 70, 2),
        (Done("2.000635", 60, 600, 1, True), 92, 1),
        (Done("2.000635", 60, 600, 9, True), 68, 1),
        (Done("1.001193", 60, 600, 0, True), 50, 1),
        (Done("", 900, 9000, 9, True), 0, 4),
        (Done("2.000635", 60, 600, 0, False), 0, 1),
        (Done("", 0, 0, 0, False), 0, 1),
    ],
)
def test_points_are_lost_for_the_wrong_procedure_refusals_presses_and_time(done, points, mistakes):
    score = score_of_work(done, **TASK)

    assert (score.points, len(score.mistakes)) == (points, mistakes)


def test_the_mean_of_nothing_is_nothing():
    assert (mean([]), mean([80, 81]), mean([100, 90, 95])) == (0, 80, 95)
