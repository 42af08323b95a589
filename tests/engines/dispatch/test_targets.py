"""Targets: the wordings that set a figure, and those that do not."""

from typing import Any

import pytest

from phaodai.engines.dispatch.dates import PartialDate
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.targets import TargetReader, find_disease
from phaodai.engines.dispatch.text import Page, fold
from tests.engines.dispatch.terms import INDICATORS


def targets(text: str, indicators: frozenset[str] = INDICATORS) -> list[dict[str, Any]]:
    """Read the targets of one sentence of a document of 2021."""
    page = Page(text)
    due = DeadlineReader(page, PartialDate(2021, 9, 9)).read(0, len(page.text))
    found = TargetReader(page, indicators, "COVID-19").read(0, len(page.text), due)
    return [target.as_dict() for target in found]


@pytest.mark.parametrize(
    ("wording", "indicator", "comparator", "value", "unit"),
    [
        ("yêu cầu trả kết quả trong 12 giờ", "samples.turnaround", "<=", 12, "hours"),
        ("trả kết quả xét nghiệm không quá 2 ngày", "samples.turnaround", "<=", 48, "hours"),
        ("không để dịch tăng lên cấp độ 2 trên địa bàn", "levels.level", "<=", 1, "level"),
        ("giữ địa bàn không để tăng lên cấp độ 3", "levels.level", "<=", 2, "level"),
        ("giữ cấp độ dịch không tăng lên cấp độ 3", "levels.level", "<=", 2, "level"),
        ("không để vượt cấp độ 2", "levels.level", "<=", 2, "level"),
        ("giữ vững cấp độ 1", "levels.level", "<=", 1, "level"),
        ("không để người dân thiếu ăn", "welfare.households_hungry", "=", 0, "count"),
        ("không để hộ bị thiếu đói", "welfare.households_hungry", "=", 0, "count"),
        (
            "không để người mắc Covid-19 không liên hệ được các cơ quan",
            "cases.unreached",
            "=",
            0,
            "count",
        ),
        (
            "Hoàn thiện các kịch bản, phương án chậm nhất ngày 15/9/2021",
            "plans.completed",
            ">=",
            100,
            "percent",
        ),
        (
            "Gửi báo cáo trước 10h00 hàng ngày",
            "reports.filed_by_cutoff",
            ">=",
            100,
            "percent",
        ),
    ],
)
def test_figures(wording: str, indicator: str, comparator: str, value: int, unit: str) -> None:
    found = targets(wording)
    assert [(t["indicator"], t["comparator"], t["value"], t["unit"]) for t in found] == [
        (indicator, comparator, value, unit)
    ]
    counted = indicator.split(".")[0] in {"samples", "levels", "cases"}
    assert found[0]["disease"] == ("COVID-19" if counted else None)


@pytest.mark.parametrize(
    ("wording", "stratum", "comparator", "value"),
    [
        ("phải hoàn thành việc tiêm mũi 2 cho người từ 18 tuổi", "age=18+;dose=2", ">=", 100),
        ("phải hoàn thành tiêm mũi 2 cho người từ 12-17 tuổi", "age=12-17;dose=2", ">=", 100),
        ("hoàn thành tiêm mũi 2 cho trẻ từ 12 đến dưới 18 tuổi", "age=12-17;dose=2", ">=", 100),
        ("hoàn thành tiêm mũi nhắc lại cho người từ 18 tuổi", "age=18+;dose=booster", ">=", 100),
        ("ít nhất 95% trẻ từ 1 đến 10 tuổi được tiêm vắc xin", "age=1-10", ">=", 95),
        ("trên 90% người từ 50 tuổi trở lên tiêm đủ 2 mũi", "age=50+;dose=2", ">", 90),
        ("bao phủ mũi 1 cho 100% người trên 18 tuổi", "age=18+;dose=1", ">=", 100),
        ("tỷ lệ tiêm đạt 80,5% trở lên", None, ">=", 80.5),
    ],
)
def test_coverage(wording: str, stratum: str | None, comparator: str, value: float) -> None:
    found = targets(wording)
    assert [(t["stratum"], t["comparator"], t["value"]) for t in found] == [
        (stratum, comparator, value)
    ]


@pytest.mark.parametrize(
    "wording",
    [
        "ưu tiên tiêm cho các đối tượng từ 50 tuổi trở lên",
        "triển khai tiêm mũi nhắc lại cho người từ 18 tuổi trở lên",
        "Địa phương nào không hoàn thành mục tiêu tiêm mũi 2 cho người từ 18 tuổi",
        "không để dịch bùng phát, tuyệt đối không chủ quan",
        "Hoàn thiện các kịch bản, phương án",
        "Thực hiện chế độ báo cáo hàng ngày",
        "xây dựng kế hoạch ứng phó theo từng cấp độ dịch",
        "giảm 5% chi phí",
    ],
)
def test_wordings_that_set_no_figure(wording: str) -> None:
    assert targets(wording) == []


def test_a_target_takes_the_orders_day() -> None:
    found = targets(
        "Chậm nhất tới cuối tháng 12/2021 phải hoàn thành việc tiêm mũi 2 cho người từ 18 tuổi"
    )
    assert found[0]["by"] == "2021-12-31"


def test_only_codes_of_the_catalogue_are_given() -> None:
    assert targets("không để người dân thiếu ăn", frozenset({"levels.level"})) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("phòng, chống bệnh sởi", "measles"),
        ("sốt xuất huyết Dengue", "dengue"),
        ("bệnh bạch hầu", "diphtheria"),
        ("bệnh dại trên người", "rabies"),
        ("dịch COVID-19", "COVID-19"),
        ("SARS-CoV-2", "COVID-19"),
        ("công tác phòng, chống dịch", None),
    ],
)
def test_diseases(text: str, code: str | None) -> None:
    assert find_disease(fold(text)) == code
