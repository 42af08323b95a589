from datetime import date, time

import pytest
from django.utils import translation

from phaodai.delivery.web.directives import words

NOTHING = {
    "day": None,
    "at": None,
    "rrule": "",
    "duration": "",
    "working_days": None,
    "since": "",
    "text": "",
}


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("date", {"day": date(2021, 12, 28), "at": time(17)}, "17:00 28/12/2021"),
        ("date", {"day": date(2021, 9, 5)}, "05/09/2021"),
        ("recurring", {"rrule": "FREQ=DAILY", "at": time(10)}, "hằng ngày, trước 10:00"),
        ("recurring", {"rrule": "FREQ=WEEKLY;BYDAY=MO,TH"}, "hằng tuần, thứ Hai, thứ Năm"),
        ("recurring", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=25"}, "hằng tháng, ngày 25"),
        ("recurring", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=-1"}, "hằng tháng, ngày cuối"),
        ("recurring", {"rrule": "FREQ=HOURLY;INTERVAL=2"}, "2 giờ một lần"),
        ("recurring", {"rrule": "FREQ=DAILY;BYSETPOS=2"}, "FREQ=DAILY;BYSETPOS=2"),
        ("recurring", {"text": "định kỳ theo tuần trăng"}, "định kỳ theo tuần trăng"),
        (
            "duration",
            {"duration": "PT12H", "since": "kể từ khi nhận mẫu"},
            "trong 12 giờ kể từ khi nhận mẫu",
        ),
        ("duration", {"duration": "P3D", "working_days": True}, "trong 3 ngày làm việc"),
        ("duration", {"duration": "P1DT6H"}, "trong 1 ngày 6 giờ"),
        ("duration", {"duration": "P"}, "trong P"),
        ("immediate", {}, "ngay"),
        ("standing", {}, "thường xuyên"),
        ("event", {"text": "tại cuộc họp sắp tới"}, "tại cuộc họp sắp tới"),
        ("event", {}, "theo sự kiện"),
        ("none", {}, "không nêu hạn"),
    ],
)
def test_deadlines(kind, fields, said):
    assert words.due_words(kind=kind, **{**NOTHING, **fields}, _=str) == said


@pytest.mark.parametrize(
    ("stratum", "said"),
    [
        ("age=18+;dose=2", "từ 18 tuổi, mũi 2"),
        ("age=12-17;dose=2", "12–17 tuổi, mũi 2"),
        ("age=18+;dose=booster", "từ 18 tuổi, mũi nhắc lại"),
        ("", ""),
        ("sex=f", "f"),
    ],
)
def test_strata(stratum, said):
    assert words.stratum_words(stratum, _=str) == said


@pytest.mark.parametrize(
    ("value", "said"), [(95, "95"), (91.4, "91,4"), (1234.5, "1.234,5"), (0, "0"), (100.0, "100")]
)
def test_numbers_are_written_as_in_vietnam(value, said):
    assert words.number_words(value, _=str) == said


def test_numbers_are_written_as_the_reader_writes_them():
    with translation.override("en"):
        assert words.number_words(1234.5, _=translation.gettext) == "1,234.5"


def test_a_target():
    target = {"comparator": ">=", "value": 95, "unit": "percent", "stratum": "age=18+;dose=2"}
    assert words.target_words(target, label="Tiêm chủng", _=str) == (
        "Tiêm chủng, từ 18 tuổi, mũi 2 ≥ 95 %"
    )
    target = {"comparator": "<", "value": 2, "unit": "level", "stratum": None}
    assert words.target_words(target, label="Cấp độ dịch", _=str) == "Cấp độ dịch < cấp 2"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (("công văn", "6128", "UBND-VXNV", date(2021, 9, 14), "day"), "Công văn 6128/UBND-VXNV"),
        (("công văn", "", "UBND-VP", None, "none"), "Công văn …/UBND-VP"),
        (("công văn", "", "", date(2021, 12, 21), "day"), "Công văn không số, 21/12/2021"),
        (("thông báo", "343", "TB/TU", None, "none"), "Thông báo 343-TB/TU"),
        (("", "", "", None, "none"), "Văn bản không số"),
        (("kế hoạch", "", "", date(2021, 11, 1), "month"), "Kế hoạch không số, tháng 11/2021"),
    ],
)
def test_names_of_documents(fields, said):
    names = dict(zip(("doc_type", "number", "symbol", "day", "precision"), fields, strict=True))
    assert words.document_words(**names, _=str) == said
