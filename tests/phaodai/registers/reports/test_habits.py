"""From when silence is unusual: median and MAD of the last 28 moments of filing."""

from phaodai.registers.reports.rules.habits import Habit, habit_of


def test_a_steady_body_is_given_a_quarter_of_an_hour():
    assert habit_of([110] * 28, periods=28) == Habit(usual=110, alarm=125)


def test_a_body_that_wavers_is_given_twice_its_usual_distance():
    moments = [90, 100, 110, 120, 130, 140, 150]  # median 120, distances 30 20 10 0 10 20 30
    assert habit_of(moments, periods=7) == Habit(usual=120, alarm=160)


def test_one_report_at_midnight_moves_nothing():
    assert habit_of([110] * 27 + [1_000], periods=28) == habit_of([110] * 28, periods=28)


def test_too_few_reports_are_no_habit():
    assert habit_of([110] * 6, periods=6) is None


def test_who_often_does_not_file_is_not_missed():
    assert habit_of([110] * 8, periods=10) is not None
    assert habit_of([110] * 8, periods=11) is None


def test_before_the_end_of_the_period_counts_too():
    assert habit_of([-20] * 7, periods=7) == Habit(usual=-20, alarm=-5)
