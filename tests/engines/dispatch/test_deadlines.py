"""Deadlines: every wording the form knows, and the wordings that are none."""

from typing import Any

import pytest

from phaodai.engines.dispatch.dates import PartialDate
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.text import Page


def due(text: str) -> dict[str, Any]:
    """Read a deadline against a document of 9 September 2021; keep what is known."""
    page = Page(text)
    found = DeadlineReader(page, PartialDate(2021, 9, 9)).read(0, len(page.text))
    return {
        key: value
        for key, value in found.as_dict(page).items()
        if value is not None and key not in {"span", "text"}
    }


@pytest.mark.parametrize(
    ("wording", "day"),
    [
        ("chậm nhất vào ngày 15/9/2021", "2021-09-15"),
        ("chậm nhất vào **ngày 15/9/2021**", "2021-09-15"),
        ("xong trước ngày 30/9/2021", "2021-09-30"),
        ("chậm nhất ngày 15 tháng 9 năm 2021", "2021-09-15"),
        ("hoàn thành trước 31/12/2022", "2022-12-31"),
        ("Chậm nhất tới cuối tháng 12/2021 phải hoàn thành", "2021-12-31"),
        ("trong tháng 01/2022 phải hoàn thành", "2022-01-31"),
        ("trong tháng 02/2024", "2024-02-29"),
        ("hoàn thành trước tháng 10/2022", "2022-09-30"),
        ("hết quý I/2022", "2022-03-31"),
        ("trong quý IV năm 2022", "2022-12-31"),
        ("hoàn thành trong năm 2022", "2022-12-31"),
        ("từ ngày 01/10/2021 đến hết ngày 15/10/2021", "2021-10-15"),
        ("trước ngày 1 5/9/2021", "2021-09-15"),
    ],
)
def test_days(wording: str, day: str) -> None:
    assert due(wording) == {"kind": "date", "date": day}


@pytest.mark.parametrize(
    ("wording", "day"),
    [("thực hiện đến ngày 30/6", "2021-06-30"), ("trong tháng 11", "2021-11-30")],
)
def test_a_day_without_a_year_takes_the_documents(wording: str, day: str) -> None:
    page = Page(wording)
    found = DeadlineReader(page, PartialDate(2021, 9, 9)).read(0, len(wording))
    assert (found.date, found.is_inferred) == (day, True)
    unknown = DeadlineReader(page, None).read(0, len(wording))
    assert unknown.date is None


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("trước 16h00 ngày 20/9/2021", ("2021-09-20", "16:00")),
        ("trước 17 giờ ngày 15 tháng 9 năm 2021", ("2021-09-15", "17:00")),
    ],
)
def test_a_day_with_a_time(wording: str, expected: tuple[str, str]) -> None:
    found = due(wording)
    assert (found["date"], found["time"]) == expected


@pytest.mark.parametrize(
    ("wording", "rule", "time"),
    [
        ("báo cáo trước 10h00 hàng ngày", "FREQ=DAILY", "10:00"),
        ("báo cáo trước 16 giờ 00 phút các ngày", "FREQ=DAILY", "16:00"),
        ("chậm nhất 17 giờ 00 hằng ngày", "FREQ=DAILY", "17:00"),
        ("trước 15h00 thứ Sáu hàng tuần", "FREQ=WEEKLY;BYDAY=FR", "15:00"),
        ("định kỳ thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=FR", None),
        ("họp hằng tuần", "FREQ=WEEKLY", None),
        ("01 lần/tuần vào thứ 7", "FREQ=WEEKLY;BYDAY=SA", None),
        ("phun 2 lần/ngày", "FREQ=DAILY", None),
        ("trước ngày 20 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=20", None),
        ("ngày 15 và ngày 30 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=15,30", None),
        ("trước ngày 05 của tháng đầu quý", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", None),
        ("định kỳ hằng quý báo cáo", "FREQ=MONTHLY;INTERVAL=3", None),
        ("3 ngày/lần", "FREQ=DAILY;INTERVAL=3", None),
        ("mỗi tuần 1 lần", "FREQ=WEEKLY", None),
    ],
)
def test_recurrences(wording: str, rule: str, time: str | None) -> None:
    expected = {"kind": "recurring", "rrule": rule}
    assert due(wording) == (expected | {"time": time} if time else expected)


@pytest.mark.parametrize(
    ("wording", "length", "is_working", "since"),
    [
        ("trả kết quả trong 12 giờ, đúng người", "PT12H", False, None),
        (
            "trong vòng 24 giờ kể từ khi phát hiện ca bệnh.",
            "PT24H",
            False,
            "khi phát hiện ca bệnh",
        ),
        (
            "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản",
            "P5D",
            True,
            "ngày nhận được văn bản",
        ),
        ("không quá 48 giờ", "PT48H", False, None),
    ],
)
def test_durations(wording: str, length: str, is_working: bool, since: str | None) -> None:
    expected = {"kind": "duration", "duration": length, "working_days": is_working}
    assert due(wording) == (expected | {"from": since} if since else expected)


@pytest.mark.parametrize(
    "wording",
    [
        "khẩn trương tham mưu",
        "xây dựng ngay 2 cơ chế",
        "khắc phục ngay các tồn tại",
        "báo cáo ngay về Sở Y tế",
        "ngay sau khi nhận được công văn này",
        "xây dựng kế hoạch trong thời gian sớm nhất",
    ],
)
def test_at_once(wording: str) -> None:
    assert due(wording) == {"kind": "immediate"}


@pytest.mark.parametrize(
    "wording",
    [
        "tại cuộc họp sắp tới",
        "tiến hành khi có hướng dẫn của Bộ Y tế",
        "ngay khi phát hiện ca bệnh",
    ],
)
def test_events(wording: str) -> None:
    assert due(wording) == {"kind": "event"}


def test_preparing_is_not_due_when_the_thing_prepared_is_used() -> None:
    page = Page("Chuẩn bị phương án đáp ứng ngay khi phát hiện ca bệnh")
    assert DeadlineReader(page, None).read(0, len(page.text), is_preparation=True).kind == "none"


@pytest.mark.parametrize("wording", ["thường xuyên rà soát", "trực liên tục", "định kỳ kiểm tra"])
def test_always(wording: str) -> None:
    assert due(wording) == {"kind": "standing"}


def test_a_watch_round_the_clock_does_not_make_a_founding_order_stand() -> None:
    assert due("thành lập tổ và tổ chức ứng trực 24/24") == {"kind": "none"}


@pytest.mark.parametrize(
    "wording",
    [
        "cách ly các F phải được thực hiện ngay tại cơ sở",
        "tiếp cận y tế ngay từ đầu",
        "theo Kế hoạch số 12/KH-UBND ngày 11/12/2021 của UBND",
        "thực hiện từ 0 giờ ngày 15/9/2021",
        "cách ly 14 ngày",
        "sinh hoạt hàng ngày của người dân",
        "xếp hạng ngày",
        "ban hành ngày 15/9/2021",
    ],
)
def test_wordings_that_are_no_deadline(wording: str) -> None:
    assert due(wording) == {"kind": "none"}
