from datetime import date

from phaodai.delivery.demo import figures
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
