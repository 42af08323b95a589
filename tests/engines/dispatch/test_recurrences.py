"""Recurrences, weeks of a month and cells of tables."""

import pytest

from phaodai.engines.dispatch.dates import PartialDate
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.dues import Due
from phaodai.engines.dispatch.text import Page

ISSUED = PartialDate(2023, 6, 12)


def due(wording: str) -> Due:
    page = Page(wording)
    return DeadlineReader(page, ISSUED).read(0, len(page.text))


@pytest.mark.parametrize(
    ("wording", "rule", "time"),
    [
        ("báo cáo trước 15 giờ các ngày thứ Ba, thứ Sáu", "FREQ=WEEKLY;BYDAY=TU,FR", "15:00"),
        ("vào thứ 3, 5 hàng tuần", "FREQ=WEEKLY;BYDAY=TU,TH", None),
        ("từ thứ Hai đến thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", None),
        ("chậm nhất 15h chiều thứ Năm hàng tuần", "FREQ=WEEKLY;BYDAY=TH", "15:00"),
        ("trước 4 giờ chiều hằng ngày", "FREQ=DAILY", "16:00"),
        ("trước 15.30 hằng ngày", "FREQ=DAILY", "15:30"),
        ("vào lúc 7h00 và 15h00 hằng ngày", "FREQ=DAILY", "07:00"),
        ("báo cáo ngày 2 lần sáng 8h và chiều 16h", "FREQ=DAILY", "08:00"),
        ("trước l7h00 hằng ngày", "FREQ=DAILY", "17:00"),
        ("định kỳ 6 tháng, năm (trước ngày 15/6 và 15/12)",
         "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", None),
        ("trước ngày 15/12 hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", None),
        ("định kỳ 06 tháng, hằng năm báo cáo", "FREQ=MONTHLY;INTERVAL=6", None),
        ("ngày 15, 30 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=15,30", None),
        ("mỗi tuần một lần", "FREQ=WEEKLY", None),
    ],
)  # fmt: skip
def test_recurrences(wording: str, rule: str, time: str | None) -> None:
    found = due(wording)
    assert (found.kind, found.rrule, found.time) == ("recurring", rule, time)


@pytest.mark.parametrize(
    ("wording", "date"),
    [
        ("phun hóa chất trong tuần 3 tháng 6/2023", "2023-06-21"),
        ("sơ kết trong tuần cuối tháng 2", "2023-02-28"),
        ("hoàn thành trong ngày hôm nay", "2023-06-12"),
        ("lấy mẫu ngay trong đêm 21/7/2023", "2023-07-21"),
        ("tập huấn vào ngày 02/9/2023", "2023-09-02"),
        ("từ ngày 05/7 đến ngày 20/7/2023, hoàn thành trước 12h00 ngày 22/7/2023", "2023-07-22"),
        ("kiểm tra trong tháng 10, 11/2023", "2023-11-30"),
        ("Thời hạn: 25/11/2023", "2023-11-25"),
        ("trước khi kết thúc năm 2023", "2023-12-31"),
        ("chậm nhất ngày l5/11/2O23", "2023-11-15"),
    ],
)
def test_days(wording: str, date: str) -> None:
    found = due(wording)
    assert (found.kind, found.date) == ("date", date)


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("Tháng 9/2024", "date", "2024-09-30"),
        ("Quý III, IV/2024", "date", "2024-12-31"),
        ("Tháng 4 - 6/2024", "date", "2024-06-30"),
        ("15/9/2024", "date", "2024-09-15"),
        ("Quý II", "date", "2023-06-30"),
        ("Năm 2024", "date", "2024-12-31"),
        ("31/4/2024", "none", None),
        ("Hàng tháng", "recurring", "FREQ=MONTHLY"),
        ("Cả năm", "standing", None),
        ("Thường xuyên", "standing", None),
        ("-", "none", None),
    ],
)
def test_cells(cell: str, kind: str, value: str | None) -> None:
    page = Page(cell)
    found = DeadlineReader(page, ISSUED).read_cell(0, len(cell))
    assert (found.kind, found.date or found.rrule) == (kind, value)


def test_a_week_or_a_cell_without_any_year_has_no_day() -> None:
    for wording in ("trong tuần 3 tháng 6", "Tháng 9"):
        page = Page(wording)
        reader = DeadlineReader(page, None)
        assert reader.read_cell(0, len(wording)).date is None
    page = Page("trong ngày hôm nay")
    assert DeadlineReader(page, None).read(0, len(page.text)).kind == "immediate"
