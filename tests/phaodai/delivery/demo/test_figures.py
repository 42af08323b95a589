from datetime import date, timedelta

from phaodai.delivery.demo import figures, hours, waves
from phaodai.delivery.demo.names import person, slug


def test_days_end_with_the_last_and_have_no_gap():
    found = figures.days(last=date(2021, 12, 22), n=30)
    assert (found[0], found[-1], len(found)) == (date(2021, 11, 23), date(2021, 12, 22), 30)


def test_a_name_of_a_unit_becomes_a_user_name():
    assert slug("Phước Dân") == "phuocdan"
    assert slug("Phan Rang - Tháp Chàm") == "phanrangthapcham"
    assert slug("Đông Hải") == "donghai"


def test_names_fit_the_place_and_come_back_with_the_seed():
    from random import Random

    first = [person(Random(number), "584") for number in range(40)]
    assert first == [person(Random(number), "584") for number in range(40)]
    assert any(name.startswith(("Chamaléa", "Kator", "Pi Năng")) for name in first)


LAST = date(2021, 12, 22)
MONTH = [LAST - timedelta(days=back) for back in range(30)]


def test_weekends_are_quiet_and_the_outbreak_is_one():
    def cases(code, days):
        return sum(waves.new_cases(code, "589", 2.0, day) for day in days)

    codes = [str(number) for number in range(40)]
    quiet = [day for day in MONTH if day.weekday() in {6, 0}]  # what Monday tells is Sunday's
    busy = [day for day in MONTH if day.weekday() in {2, 3}]
    assert sum(cases(c, quiet) for c in codes) < 0.8 * sum(cases(c, busy) for c in codes)
    assert cases(waves.OUTBREAK, MONTH[:7]) > 5 * cases(waves.OUTBREAK, MONTH[14:21])
    assert cases(waves.QUIET, MONTH) == 0
    code, day, meant, written = waves.MISTYPED
    assert day in MONTH
    assert str(written) == f"{meant}0"
    assert waves.new_cases(code, "585", 1.0, day) * 2 // 3 == meant


def test_each_has_its_hour_and_the_punctual_never_miss_it():
    for code in hours.PUNCTUAL:
        for day in MONTH:
            at = hours.reported_at(code, day)
            assert at is not None
            assert at < hours.on(day, hours.CUTOFF)
    often = [hours.reported_at("22798", day) for day in MONTH]
    assert None in often
    assert any(
        at and at > hours.on(day, hours.CUTOFF) for at, day in zip(often, MONTH, strict=True)
    )
    assert often == [hours.reported_at("22798", day) for day in MONTH]
