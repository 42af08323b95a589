"""The page of a chairman: six numbers with their reasons, what waits, who is late."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.discrepancies.models import Finding
from phaodai.delivery import clock
from phaodai.delivery.web.chairman import choosing
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.papers import (
    draft_paper,
    keep_template,
    number_paper,
)
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.delivery.web.task_pages import words
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.discrepancies import COVID, find_one
from tests.phaodai.factories.indicators import say
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_papers import NAMES, WORDING
from tests.phaodai.registers.reports.watching import FORM, make_watch, send

PAGE = "/brief/"
LAST = TODAY - timedelta(days=1)  # the cut-off of today's has not passed
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """09:40, twenty minutes before the cut-off."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def units(watch):
    return {name: body.unit for name, body in watch.bodies.items()}


def cases(unit, day, n):
    say({unit: n}, day=day, disease=COVID)


def weeks(units, *, now, before):
    """Let communes state new cases on the last day of each week, and zero on the others."""
    for back in range(14):
        for name, unit in units.items():
            n = {0: now, 7: before}.get(back, {}).get(name, 0)
            if n is not None:
                cases(unit, LAST - timedelta(days=back), n)


def number_of(answer, title):
    """Return what the page says of one number."""
    blocks = re.findall(r"<dt>.*?</dd>", answer.content.decode(), re.S)
    text = next(block for block in blocks if title in block)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


class TestNumbers:
    def test_a_number_says_its_change_and_which_units_drive_it(self, chief, units):
        below = {name: units[name] for name in ("hai", "dan", "hau")}
        weeks(below, now={"hai": 9, "dan": 4, "hau": 1}, before={"hai": 2, "dan": 2, "hau": 4})
        said = number_of(chief.get(PAGE), "Ca mắc mới")
        assert "14 ▲ 75 % (+6)" in said
        assert "Phước Hải +7, Phước Dan +2; 100 % mức tăng" in said
        assert "21/21 lượt báo cáo" in said

    def test_the_top_says_how_many_where_what_and_who(self, chief, units):
        weeks({"hai": units["hai"]}, now={"hai": 9}, before={"hai": 3})
        said = words(chief.get(PAGE))
        assert "9 ca mắc mới trong 7 ngày, tăng 200 % (+6)" in said
        assert "tăng nhiều nhất ở Phước Hải (+6)" in said
        assert "Không có gì chờ quyết định" in said
        assert "3 trong 3 đơn vị chưa gửi báo cáo" in said

    def test_silence_is_no_zero(self, chief, units):
        answer = chief.get(PAGE)
        assert "Chưa có số liệu của 7 ngày này." in words(answer)
        said = number_of(answer, "Ca mắc mới")
        assert "chưa có số liệu" in said
        assert "0/21 lượt báo cáo" in said

    def test_who_was_silent_is_named_and_not_compared(self, chief, units):
        cases(units["hai"], LAST, 5)
        said = number_of(chief.get(PAGE), "Ca mắc mới")
        assert "chưa có số của 7 ngày trước để so" in said
        assert "thiếu 20 lượt: Phước" in said

    def test_nothing_of_nothing_is_no_per_cent(self, chief, units):
        weeks({"hai": units["hai"]}, now={"hai": 3}, before={"hai": 0})
        assert "+3, trước đó là 0" in number_of(chief.get(PAGE), "Ca mắc mới")

    def test_a_state_is_that_of_the_last_day(self, chief, units):
        for day, n in ((LAST, 4), (LAST - timedelta(days=1), 9), (LAST - WEEK, 6)):
            say({units["hai"]: n}, indicator="cases.current", day=day, disease=COVID)
        said = number_of(chief.get(PAGE), "Đang điều trị")
        assert "4 ▼ 33 % (−2)" in said
        assert "1/3 đơn vị" in said

    def test_fewer_reports_are_no_fall(self, chief, units):
        for name in ("hai", "dan", "hau"):
            say({units[name]: 5}, indicator="cases.current", day=LAST - WEEK, disease=COVID)
        say({units["hai"]: 5}, indicator="cases.current", day=LAST, disease=COVID)
        said = number_of(chief.get(PAGE), "Đang điều trị")
        assert "5 mới có 1/3 đơn vị, chưa so được" in said
        assert "▼" not in said

    def test_a_rise_in_spite_of_fewer_reports_is_told(self, chief, units):
        for name in ("hai", "dan", "hau"):
            say({units[name]: 5}, indicator="cases.current", day=LAST - WEEK, disease=COVID)
        say({units["hai"]: 18}, indicator="cases.current", day=LAST, disease=COVID)
        assert "18 ▲ 20 % (+3)" in number_of(chief.get(PAGE), "Đang điều trị")

    def test_every_number_leads_to_what_it_is_made_of(self, chief, units):
        weeks({"hai": units["hai"]}, now={"hai": 9}, before={"hai": 3})
        for code in ("new", "care", "severe", "deaths", "unreached", "doses"):
            assert chief.get(f"{PAGE}{code}/").status_code == 200
        said = words(chief.get(f"{PAGE}new/"))
        assert "Phước Hải 9 3 ▲ +6 7/7" in said
        assert "Phước Dan chưa có chưa có – 0/7" in said
        assert f"{LAST:%d/%m/%Y} 9 1/3" in said
        assert chief.get(f"{PAGE}hungry/").status_code == 404

    def test_what_others_say_is_not_counted(self, chief, units):
        weeks({"nam": units["nam"]}, now={"nam": 9}, before={"nam": 3})
        assert "0/21 lượt báo cáo" in number_of(chief.get(PAGE), "Ca mắc mới")


class TestPlaces:
    def test_no_level_is_made_up(self, chief, units):
        answer = words(chief.get(PAGE))
        assert "chưa có cấp độ: người có thẩm quyền chưa ghi" in answer
        assert "Chưa nạp dân số Tổng điều tra" in answer

    def test_a_level_that_was_recorded_is_shown_with_its_day(self, chief, units):
        day = TODAY - timedelta(days=3)
        say({units["hai"]: 3}, indicator="levels.level", day=day, disease=COVID)
        said = words(chief.get(PAGE))
        assert "cấp độ ghi ngày 20/12/2021" in said
        assert "Phước Hải cấp 3" in said
        assert "Phước Dan chưa có cấp độ" in said

    def test_cases_are_held_against_the_census(self, chief, units):
        weeks({"hai": units["hai"]}, now={"hai": 9}, before={"hai": 3})
        say({units["hai"]: 12_000}, indicator="population.count", day=LAST - WEEK,
            source="census2019")  # fmt: skip
        said = words(chief.get(PAGE))
        assert "Phước Hải chưa có cấp độ 9 ▲ +6 75" in said
        assert "không phải cấp độ dịch" in said


class TestWaiting:
    def test_figures_that_disagree_stand_with_the_head_who_owes_the_word(self, chief, units):
        found = find_one(units["hai"], LAST, now=NOW - timedelta(hours=5))
        Finding.objects.filter(pk=found.pk).update(head_name="Lê Thị Mận")
        said = words(chief.get(PAGE))
        assert re.search(r"Lê Thị Mận ?, xã Phước Hải 1 chỗ 4 giờ", said)

    def test_who_has_not_reported_is_named_until_he_has(self, chief, watch):
        send(watch.bodies["hai"])
        said = words(chief.get(PAGE))
        late = said.split("Chưa gửi báo cáo")[1]
        assert "2/3 đơn vị" in late
        assert "Xã Phước Dan" in late
        assert "Xã Phước Hải" not in late.split("Xem bảng trực")[0]

    def test_a_paper_that_waits_to_be_issued_is_a_decision(self, chief, watch, places):
        send(watch.bodies["hai"])
        officer = actor_of(watch.officer)
        made = compile_day(actor=officer, body=places.committee.ref, form=FORM, day=TODAY, now=NOW)
        keep_template(
            actor=officer, body=places.committee.ref, form=FORM, content=WORDING, names=NAMES,
            now=NOW,
        )  # fmt: skip
        paper = draft_paper(actor=officer, edition=made.edition, now=NOW)
        assert "dự thảo chờ duyệt, lấy số" in words(chief.get(PAGE))
        number_paper(actor=officer, paper=paper, day=TODAY, now=NOW)
        page = chief.get(PAGE)
        assert "chờ ban hành" in words(page)
        assert f"/papers/{paper}/issue/" in page.content.decode()


class TestWho:
    @pytest.mark.parametrize("body", ["province_committee", "committee", "commune_committee"])
    def test_every_level_has_its_page(self, client_of, places, units, body):
        weeks({"hai": units["hai"]}, now={"hai": 9}, before={"hai": 3})
        user = make_user(name="Chủ Tịch", at=getattr(places, body), role=Role.COMMANDER)
        answer = client_of(user).get(PAGE)
        assert answer.status_code == 200
        assert "9 ca mắc mới trong 7 ngày" in words(answer)

    def test_who_reads_no_business_sees_the_figures_alone(self, client_of, administrator, units):
        answer = client_of(administrator).get(PAGE)
        assert answer.status_code == 200
        said = words(answer)
        assert "Sáu con số" in said
        assert "Quá hạn theo người đứng đầu" not in said
        assert "Chưa gửi báo cáo" not in said

    def test_the_first_page_of_a_commander_leads_here(self, chief, places):
        assert f'href="{PAGE}"' in chief.get("/").content.decode()


class TestDay:
    def test_another_day(self, chief, units):
        weeks({"hai": units["hai"]}, now={"hai": 9}, before={"hai": 3})
        day = LAST - WEEK
        for written in (day.isoformat(), f"{day:%d/%m/%Y}"):
            answer = chief.get(PAGE, {"day": written})
            assert "3 ca mắc mới trong 7 ngày" in words(answer)
            assert f"{PAGE}new/?day={day.isoformat()}" in answer.content.decode()

    @pytest.mark.parametrize(
        "day", ["2021-12-24", "hôm qua", "0001-01-01", "2021-02-30", "9" * 999]
    )
    def test_a_day_that_is_none_is_said(self, chief, units, day):
        for page in (PAGE, f"{PAGE}new/"):
            answer = chief.get(page, {"day": day})
            assert answer.status_code == 422
            assert "không đọc được hoặc chưa tới" in words(answer)

    def test_once_the_cut_off_has_passed_today_counts(self, chief, units, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=30))
        assert f"Số liệu đến hết ngày {TODAY:%d/%m/%Y}" in words(chief.get(PAGE))


class TestChoice:
    @pytest.fixture
    def choose(self, monkeypatch, tmp_path):
        def act(text):
            path = tmp_path / "figures.toml"
            path.write_text(text, encoding="utf-8")
            monkeypatch.setattr(settings, "BRIEF_FIGURES", str(path))

        return act

    def test_an_installation_chooses_others(self, chief, units, choose):
        choose('levels.DISTRICT = ["x"]\n[figures.x]\n'
               'indicator = "cases.confirmed"\ndisease = "dengue"')  # fmt: skip
        assert "Ca mắc mới, 7 ngày" in words(chief.get(PAGE))
        assert chief.get(f"{PAGE}x/").status_code == 200
        assert chief.get(f"{PAGE}new/").status_code == 404

    @pytest.mark.parametrize(
        "text",
        [
            'levels.DISTRICT = ["y"]\n[figures.x]\nindicator = "cases.confirmed"',
            'levels.VILLAGE = ["x"]\n[figures.x]\nindicator = "cases.confirmed"',
            'levels.DISTRICT = ["x"]\n[figures.x]\nindicator = "vaccination.coverage"',
            'levels.DISTRICT = ["x"]\n[figures.x]\nindicator = "no.such"',
            f'levels.DISTRICT = {["x"] * 7}\n[figures.x]\nindicator = "cases.confirmed"',
        ],
    )
    def test_what_cannot_be_shown_is_refused_by_name(self, choose, text):
        choose(text)
        with pytest.raises(choosing.BadChoice, match=r"figures\.toml"):
            choosing.chosen(UnitLevel.DISTRICT)


def test_as_many_queries_for_many_units_as_for_few(client_of, commander, places, watch):
    client = client_of(commander)
    client.get(PAGE)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    for body in watch.bodies.values():
        cases(body.unit, LAST, 3)
    few = count()
    for n in range(12):
        unit = UnitFactory(name=f"Thêm {n}", parent=places.district)
        body = make_body(unit, f"Ủy ban nhân dân xã Thêm {n}", general=True)
        Body.objects.filter(pk=body.pk).update(kind="people_committee")
        cases(unit, LAST, n)
    assert count() == few
