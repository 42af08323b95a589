"""The five real dispatches: the facts that a clerk would note."""

from collections.abc import Callable
from typing import Any

import pytest

Load = Callable[[str], dict[str, Any]]

HEADS = [
    ("bac-kan-ubnd-2021-09-14", "6128", "UBND-VXNV", "Ủy ban nhân dân tỉnh Bắc Kạn", "2021-09-14",
     "Phạm Duy Hưng", ["TM.", "KT."], ["237"]),
    ("mai-son-ubnd-2021-09-09", None, "UBND-VP", "Ủy ban nhân dân huyện Mai Sơn", "2021-09-09",
     "Lại Như Long", ["KT."], ["1367"]),
    ("ninh-thuan-tinh-uy-2021-12-21", None, None, "Tỉnh ủy Ninh Thuận", "2021-12-21",
     "Nguyễn Đức Thanh", ["TM."], []),
    ("ninh-thuan-ubnd-2021-11", None, "UBND-VXNV", "Ủy ban nhân dân tỉnh Ninh Thuận", "2021",
     "Nguyễn Long Biên", ["KT."], ["343"]),
    ("tan-uyen-ubnd-2021-11", None, "UBND-YT", "Ủy ban nhân dân huyện Tân Uyên", "2021-11",
     "Nguyễn Thanh Văn", [], ["134"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number", "symbol", "issuer", "date", "signer", "authority", "carried"), HEADS
)
def test_heads(
    dispatch: Load, name: str, number: str | None, symbol: str | None, issuer: str, date: str,
    signer: str, authority: list[str], carried: list[str],
) -> None:  # fmt: skip
    document = dispatch(name)["document"]
    assert document["type"] == "công văn"
    assert (document["number"], document["symbol"]) == (number, symbol)
    assert (document["issuer"], document["date"]["value"]) == (issuer, date)
    assert (document["signer"]["name"], document["signer"]["authority"]) == (signer, authority)
    assert [item["number"] for item in document["carries_out"]] == carried


def test_an_inferred_issuer_says_so(dispatch: Load) -> None:
    evidence = dispatch("ninh-thuan-tinh-uy-2021-12-21")["document"]["evidence"]
    assert evidence["/issuer"]["inferred"] is True
    assert evidence["/date"]["inferred"] is False


def find(read: dict[str, Any], clause: str | None, words: str) -> dict[str, Any]:
    """Return the one obligation of a clause that holds these words."""
    found = [o for o in read["obligations"] if o["clause"] == clause and words in o["text"]]
    assert len(found) == 1, (clause, words, len(found))
    return found[0]


def test_dated_targets_of_the_party_letter(dispatch: Load) -> None:
    read = dispatch("ninh-thuan-tinh-uy-2021-12-21")
    second = find(read, "4.3", "tiêm mũi 2 cho người từ 18 tuổi")
    assert second["due"]["date"] == "2021-12-31"
    assert second["targets"][0]["stratum"] == "age=18+;dose=2"
    young = find(read, "4.3", "12-17")
    assert (young["due"]["date"], young["targets"][0]["by"]) == ("2022-01-31", "2022-01-31")
    booster = find(read, "4.3", "nhắc lại")
    assert (booster["due"]["date"], booster["targets"]) == (None, [])
    assert find(read, "4.3", "từ 5 tuổi")["due"]["kind"] == "event"
    level = find(read, "1", "cấp độ 2")["targets"]
    assert [(t["indicator"], t["comparator"], t["value"]) for t in level] == [
        ("levels.level", "<=", 1)
    ]
    last = find(read, None, "Ban cán sự Đảng UBND tỉnh")
    assert [lead["text"] for lead in last["lead"]] == ["Ban cán sự Đảng UBND tỉnh"]


def test_plans_and_reports_of_the_district(dispatch: Load) -> None:
    read = dispatch("mai-son-ubnd-2021-09-09")
    assert read["document"]["urgency"] == "khẩn"
    plans = find(read, "4", "Hoàn thiện")
    assert [lead["text"] for lead in plans["lead"]] == [
        "Kinh tế và Hạ tầng", "Nông nghiệp và Phát triển nông thôn", "Trung tâm y tế huyện",
    ]  # fmt: skip
    assert plans["targets"][0]["by"] == plans["due"]["date"] == "2021-09-15"
    daily = find(read, "5.-8", "10h00")
    assert (daily["due"]["rrule"], daily["due"]["time"]) == ("FREQ=DAILY", "10:00")
    assert daily["targets"][0]["indicator"] == "reports.filed_by_cutoff"
    answer = find(read, "5.-2", "chịu trách nhiệm")
    assert len(answer["accountable"]) == 2
    assert not [o for o in read["obligations"] if "nghiêm túc triển khai thực hiện" in o["text"]]


def test_samples_of_the_mountain_district(dispatch: Load) -> None:
    read = dispatch("tan-uyen-ubnd-2021-11")
    sample = find(read, "6", "12 giờ")
    assert sample["due"]["duration"] == "PT12H"
    assert [(t["comparator"], t["value"]) for t in sample["targets"]] == [("<=", 12)]
    assert find(read, "2", "xây dựng ngay")["due"]["kind"] == "immediate"
    assert find(read, "4", "ngay tại cơ sở")["due"]["kind"] != "immediate"
    assert find(read, "6.-2", "Báo cáo chi tiết")["lead"][0]["by"] == "parent"


def test_coordinators_above_a_list_hold_for_its_items(dispatch: Load) -> None:
    read = dispatch("ninh-thuan-ubnd-2021-11")
    item = find(read, "II.2.-3", "Đổi mới")
    assert [(b["text"], b["by"]) for b in item["coordinate"]] == [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "parent"),
        ("Công an tỉnh", "parent"),
        ("các cơ quan liên quan", "parent"),
    ]
    assert find(read, "II.1", "cuộc họp sắp tới")["due"]["kind"] == "event"
    inline = dispatch("bac-kan-ubnd-2021-09-14")
    assert find(inline, "4.(3)", "tập huấn")["coordinate"][0]["by"] == "parent"
    assert find(inline, "2.(2)", "thiếu ăn")["targets"][0]["value"] == 0
