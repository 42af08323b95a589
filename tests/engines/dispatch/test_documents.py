"""Whole documents of every form: the head, the foot, what they order."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engines.dispatch import documents

Read = Callable[[str], dict[str, Any]]


def orders(reading: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return clause, leads and kind of deadline of each obligation."""
    return [
        (item["clause"], [lead["text"] for lead in item["lead"]], item["due"]["kind"])
        for item in reading["obligations"]
    ]


def test_a_telegram_in_two_columns(reading: Read) -> None:
    read = reading(documents.TELEGRAM)
    document = read["document"]
    assert document["type"] == "công điện"
    assert (document["number"], document["symbol"]) == ("01", "CĐ-BYT")
    assert (document["issuer"], document["parent_issuer"]) == ("Bộ Y tế", None)
    assert (document["place"], document["urgency"]) == ("Hà Nội", "hỏa tốc")
    assert document["date"] == {"value": "2022-07-05", "precision": "day"}
    assert document["subject"] == "tăng cường công tác phòng, chống dịch bệnh sốt xuất huyết"
    assert document["addressees"] == [
        "Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",
        "Viện Vệ sinh dịch tễ Trung ương",
        "các Viện Pasteur",
    ]
    assert document["recipients"][1] == "Thủ tướng Chính phủ"
    assert document["signer"] == {"authority": [], "post": "Bộ trưởng", "name": "Nguyễn Văn Thử"}
    chair = document["addressees"]
    assert orders(read) == [
        ("1", chair, "recurring"),
        ("1", chair, "standing"),
        ("2.a", chair, "duration"),
        ("2.b", chair, "date"),
        ("2.c", chair, "recurring"),
        ("3", ["Các Viện Vệ sinh dịch tễ", "Viện Pasteur"], "event"),
    ]


def test_a_directive_with_columns_run_together(reading: Read) -> None:
    read = reading(documents.DIRECTIVE)
    document = read["document"]
    assert (document["type"], document["number"], document["symbol"]) == (
        "chỉ thị", "07", "CT-UBND",
    )  # fmt: skip
    assert document["issuer"] == "Ủy ban nhân dân tỉnh Hà Giang"
    assert document["place"] == "Hà Giang"
    assert document["signer"] == {"authority": [], "post": "Chủ tịch", "name": "Nguyễn Văn Sơn"}
    assert document["recipients"][-1] == "Lưu: VT, KGVX"
    assert [item["symbol"] for item in document["carries_out"]] == ["CĐ-TTg"]
    assert [clause["path"] for clause in read["clauses"]] == [
        "1", "1.a", "1.b", "1.c", "2", "3", "4", "5", "6", "6.-1", "6.-2",
    ]  # fmt: skip
    first = read["obligations"][0]
    assert [lead["text"] for lead in first["lead"]] == ["Sở Y tế"]
    assert [body["text"] for body in first["coordinate"]] == ["các đơn vị liên quan"]
    assert first["due"]["date"] == "2025-03-31"
    assert [(t["stratum"], t["value"], t["disease"]) for t in first["targets"]] == [
        ("age=1-10", 95, "measles")
    ]
    closing = read["obligations"][-1]
    assert closing["clause"] == "6.-2"  # the wish for reports of difficulties is a formula


def test_a_plan_orders_in_its_last_part(reading: Read) -> None:
    read = reading(documents.PLAN)
    document = read["document"]
    assert (document["type"], document["issuer"], document["parent_issuer"]) == (
        "kế hoạch", "Trung tâm Y tế", "UBND huyện Krông Bông",
    )  # fmt: skip
    assert [item["type"] for item in document["bases"]] == ["luật", "quyết định"]
    assert [item["symbol"] for item in document["carries_out"]] == ["KH-SYT"]
    assert document["signer"]["name"] == "Y Thử Niê"
    clauses = {item["clause"] for item in read["obligations"]}
    assert not any(clause.startswith("I.") for clause in clauses)
    assert {"V.1.-1", "V.1.-2", "V.2", "V.3.-1", "V.3.-2"} <= clauses
    by_clause = {item["clause"]: item for item in read["obligations"]}
    assert by_clause["V.1.-2"]["lead"][0]["text"] == "Phòng Kế hoạch nghiệp vụ"
    assert by_clause["V.1.-2"]["lead"][0]["by"] == "parent"
    assert by_clause["V.2"]["coordinate"][0]["text"] == "Trạm Chăn nuôi và Thú y huyện"
    assert by_clause["V.3.-2"]["due"]["date"] == "2023-03-10"
    assert by_clause["II.-2"]["targets"][0]["comparator"] == ">"


def test_a_decision_sets_up_and_orders(reading: Read) -> None:
    read = reading(documents.DECISION)
    assert read["document"]["signer"]["authority"] == ["TM."]
    assert read["document"]["date"]["value"] == "2021-08-03"
    assert orders(read) == [
        ("Điều 2.a", ["Sở Chỉ huy"], "standing"),
        ("Điều 2.b", ["Sở Chỉ huy"], "recurring"),
        (
            "Điều 4",
            ["Chánh Văn phòng UBND thành phố", "Giám đốc Sở Y tế", "Chủ tịch UBND các quận, huyện"],
            "standing",
        ),
    ]
    assert len(read["obligations"][-1]["accountable"]) == 3


def test_conclusions_tell_first_and_order_then(reading: Read) -> None:
    read = reading(documents.CONCLUSION)
    assert read["document"]["type"] == "thông báo"
    assert {item["clause"] for item in read["obligations"]} == {
        "II.1.-1", "II.1.-2", "II.2", "II.3",
    }  # fmt: skip
    assert [lead["text"] for lead in read["obligations"][2]["lead"]] == [
        "Bộ Quốc phòng", "Bộ Công an",
    ]  # fmt: skip


def test_a_bad_scan(reading: Read) -> None:
    read = reading(documents.SCAN)
    document = read["document"]
    assert (document["number"], document["symbol"]) == ("412", "UBND-VX")
    assert document["date"] == {"value": "2021-09-15", "precision": "day"}
    assert document["urgency"] == ""
    assert [item["due"]["kind"] for item in read["obligations"]] == [
        "duration", "recurring", "date", "standing", "standing",
    ]  # fmt: skip
    assert read["obligations"][2]["due"]["date"] == "2021-09-20"
    assert "accents_lost" in {item["code"] for item in read["warnings"]}


def test_a_party_directive(reading: Read) -> None:
    document = reading(documents.PARTY_DIRECTIVE)["document"]
    assert (document["type"], document["number"], document["symbol"]) == ("chỉ thị", "15", "CT/TU")
    assert document["issuer"] == "Tỉnh ủy Lai Châu"
    assert document["signer"] == {
        "authority": ["TM."], "post": "Phó Bí thư Thường trực", "name": "Vũ Mạnh Thử",
    }  # fmt: skip


@pytest.mark.parametrize("text", [documents.ENGLISH, documents.PROPOSAL, "", "\n \n", "xin chào"])
def test_what_orders_nothing_says_so(reading: Read, text: str) -> None:
    read = reading(text)
    assert read["obligations"] == []
    assert "no_obligation" in {item["code"] for item in read["warnings"]}


def test_two_documents_in_one_text(reading: Read) -> None:
    read = reading(documents.DIRECTIVE + "\n\n" + documents.DECISION)
    assert "two_documents" in {item["code"] for item in read["warnings"]}
    assert read["document"]["symbol"] == "CT-UBND"
    assert all(not (item["clause"] or "").startswith("Điều") for item in read["obligations"])


def test_a_deadline_before_the_document_is_noted(reading: Read) -> None:
    text = documents.DIRECTIVE.replace("31/3/2025", "11/3/2025")
    codes = [item["code"] for item in reading(text)["warnings"]]
    assert "deadline_before_document" in codes
    same_day = documents.DIRECTIVE.replace("31/3/2025", "12/3/2025")
    codes = [item["code"] for item in reading(same_day)["warnings"]]
    assert "deadline_before_document" not in codes


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("trước ngày 31/02/2025", "trước ngày 31/02/2025"),
        ("trước 30/2/2025", "trước 30/2/2025"),
        ("chậm nhất 31/02", "chậm nhất 31/02"),
        ("trước ngày 32/12", "trước ngày 32/12"),
        ("trước ngày 15/13/2025", "trước ngày 15/13/2025"),
        ("trước 17 giờ ngày 29/02", "ngày 29/02"),
        ("trước ngày 31 tháng 11 năm 2025", "trước ngày 31 tháng 11 năm 2025"),
        ("trong tháng 13/2025", "tháng 13/2025"),
        ("trước ngày 31/3/2025, trực 24/24 giờ", None),
        ("trong 24/24 giờ, đạt 15/20 xã, trẻ từ 18 tháng", None),
    ],
)
def test_a_day_on_no_calendar_is_noted_where_it_stands(reading, words, day):
    text = documents.DIRECTIVE.replace("trước ngày 31/3/2025", words)
    read = reading(text.replace("31/3/2025", words))
    noted = [w["span"] for w in read["warnings"] if w["code"] == "impossible_day"]
    assert [read["text"][start:end] for start, end in noted] == ([day] if day else [])


@pytest.mark.parametrize("cell", ["31/02", "trước 31/02", "30/2/2025"])
def test_a_cell_with_a_day_on_no_calendar_is_noted(reading, cell):
    table = f"TT\tNhiệm vụ\tChủ trì\tThời hạn\n1\tLập danh sách\tTrạm Y tế xã\t{cell}\n"
    read = reading("KẾ HOẠCH\nPhòng, chống dịch\n\nI. NHIỆM VỤ\n" + table)
    assert "impossible_day" in {item["code"] for item in read["warnings"]}


@pytest.mark.parametrize(
    ("subject", "opening", "last", "relation"),
    [
        ("V/v sửa đổi, bổ sung Công văn số 9/UBND-VX", "", "", "amends"),
        ("", "Sửa đổi, bổ sung Công văn số 9/UBND-VX ngày 09/9/2021, ", "", "amends"),
        ("", "", "Công văn này thay thế Công văn số 9/UBND-VX ngày 09/9/2021.", "replaces"),
        ("", "Công văn này bãi bỏ Công văn số 9/UBND-VX. ", "", "replaces"),
        ("V/v thực hiện Công văn số 9/UBND-VX", "", "", "carries_out"),
        ("", "Căn cứ Công văn số 8/UBND-VX thay thế Công văn số 9/UBND-VX, ", "", "bases"),
        ("", "", "2. Sở Y tế sửa đổi, bổ sung Công văn số 9/UBND-VX.", "references"),
        ("", "", "2. Lắp thiết bị thay thế theo Công văn số 9/UBND-VX.", "references"),
    ],
)
def test_what_a_document_named_is_to_this_one(reading, subject, opening, last, relation):
    found = reading(
        "ỦY BAN NHÂN DÂN\nTỈNH LÂM HẢI\n\nSố: 15/UBND-VX\n"
        f"{subject}\n\nLâm Hải, ngày 10 tháng 9 năm 2021\n\nKính gửi: Sở Y tế.\n\n"
        f"{opening}UBND tỉnh yêu cầu:\n\n1. Sở Y tế lấy mẫu xét nghiệm.\n\n{last}\n"
    )["document"]
    lists = ("carries_out", "replaces", "amends", "reports_on", "bases", "references")
    named = {key: [item["number"] for item in found[key] if item["number"] == "9"] for key in lists}
    assert {key for key, numbers in named.items() if numbers} == {relation}


def test_all_of_a_list_are_replaced(reading):
    found = reading(
        "ỦY BAN NHÂN DÂN\nTỈNH LÂM HẢI\n\nSố: 77/QĐ-UBND\nLâm Hải, ngày 05 tháng 8 năm 2022\n\n"
        "QUYẾT ĐỊNH\nVề việc bãi bỏ văn bản\n\nĐiều 1. Bãi bỏ Quyết định số 12/QĐ-UBND ngày "
        "03/01/2022, Quyết định số 45/QĐ-UBND ngày 10/02/2022 và Công văn số 300/UBND-VX ngày "
        "01/3/2022.\n\nĐiều 2. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này.\n"
    )["document"]
    assert [item["number"] for item in found["replaces"]] == ["12", "45", "300"]


def test_an_order_with_a_day_on_no_calendar_stays_an_order(reading):
    text = documents.DIRECTIVE.replace(
        "3. Sở Tài chính",
        "3. Đơn vị nào chưa gửi số liệu quý I thì gửi trước ngày 31/6/2025.\n\n4. Sở",
    )
    found = reading(text)
    assert any("31/6/2025" in item["text"] for item in found["obligations"])
    assert "impossible_day" in {item["code"] for item in found["warnings"]}


def test_bodies_chosen_by_what_they_have_lead(reading):
    text = documents.DIRECTIVE.replace(
        "3. Sở Tài chính",
        "3. UBND các xã có chợ, cảng cá tổ chức khử khuẩn ít nhất một lần mỗi tuần. Sở Tài chính",
    )
    found = next(o for o in reading(text)["obligations"] if "cảng cá" in o["text"])
    assert [lead["text"] for lead in found["lead"]] == ["UBND các xã"]
    assert found["due"]["rrule"] == "FREQ=WEEKLY"


def test_a_heading_in_capitals_is_no_signature(reading):
    text = documents.PLAN.replace("\nIV. ", "\nIV. KẾT QUẢ\n\nIV. ", 1)
    assert reading(text)["document"]["signer"] == reading(documents.PLAN)["document"]["signer"]


def test_a_body_that_nobody_knows_is_noted(reading: Read) -> None:
    text = documents.DIRECTIVE.replace("3. Sở Tài chính", "3. Sở Vũ trụ")
    unknown = [w["message"] for w in reading(text)["warnings"] if w["code"] == "unknown_body"]
    assert any("Sở Vũ trụ" in message for message in unknown)
    assert not [w for w in reading(documents.DIRECTIVE)["warnings"] if w["code"] == "unknown_body"]


@pytest.mark.parametrize(
    ("number_line", "number", "symbol", "kind"),
    [
        ("Số: 6128 /UBND-VXNV", "6128", "UBND-VXNV", "công văn"),
        ("Số: **6128** /UBND-VXNV", "6128", "UBND-VXNV", "công văn"),
        ("Số:      /UBND-VP", None, "UBND-VP", "công văn"),
        ("Số: ....../UBND-VP", None, "UBND-VP", "công văn"),
        ("Sổ: 15/UBND-NC", "15", "UBND-NC", "công văn"),
        ("Số: l5/UBND-NC", "15", "UBND-NC", "công văn"),
        ("Số: 12O/SYT-NVY", "120", "SYT-NVY", "công văn"),
        ("Số 1367-CV/HU", "1367", "CV/HU", "công văn"),
        ("Số: 343-TB/TU", "343", "TB/TU", "thông báo"),
        ("Số: 05/HD-SYT", "05", "HD-SYT", "hướng dẫn"),
        ("Số: 30/2020/NĐ-CP", "30", "2020/NĐ-CP", "nghị định"),
    ],
)
def test_numbers_and_symbols(
    reading: Read, number_line: str, number: str | None, symbol: str, kind: str
) -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nHUYỆN MAI SƠN\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        f"Độc lập - Tự do - Hạnh phúc\n\n{number_line}\n"
        "V/v thực hiện Thông báo số 237/TB-VPCP ngày 09/9/2021\n\n"
        "Mai Sơn, ngày 10 tháng 9 năm 2021\n\nKính gửi: Trung tâm Y tế huyện.\n\n"
        "UBND huyện yêu cầu Trung tâm Y tế huyện báo cáo trước ngày 15/9/2021./.\n"
    )
    document = reading(text)["document"]
    assert (document["number"], document["symbol"], document["type"]) == (number, symbol, kind)
    assert document["date"]["value"] == "2021-09-10"
    assert [item["number"] for item in document["carries_out"]] == ["237"]
    read = reading(text)
    assert [item["due"]["date"] for item in read["obligations"]] == ["2021-09-15"]
    assert read["obligations"][0]["lead"][0]["text"] == "Trung tâm Y tế huyện"


@pytest.mark.parametrize(
    ("line", "value", "precision"),
    [
        ("Tân Uyên, ngày 09 tháng 11 năm 2021", "2021-11-09", "day"),
        ("Tân Uyên, ngày tháng 11 năm 2021", "2021-11", "month"),
        ("Tân Uyên, ngày     tháng 11 năm 2021", "2021-11", "month"),
        ("Tân Uyên, ngày ... tháng 11 năm 2021", "2021-11", "month"),
        ("Tân Uyên, ngày tháng năm 2021", "2021", "year"),
        ("Tân Uyên, ngày l 5 tháng O9 năm 2O21", "2021-09-15", "day"),
        ("Tân Uyên, ngày 1ớ tháng 9 năm 2021", "2021-09-16", "day"),
        ("Tân Uyên, ngày tháng năm", None, "none"),
    ],
)
def test_dates_of_the_head(reading: Read, line: str, value: str | None, precision: str) -> None:
    text = (
        f"ỦY BAN NHÂN DÂN\nHUYỆN TÂN UYÊN\nSố: /UBND-YT\n{line}\n"
        "V/v thực hiện Thông báo số 134/TB-UBND ngày 09/11/2020\n"
        "Kính gửi: Phòng Y tế.\nCăn cứ Thông báo số 134/TB-UBND ngày 09/11/2020 của UBND tỉnh.\n"
    )
    document = reading(text)["document"]
    assert document["date"] == {"value": value, "precision": precision}
    assert document["place"] == "Tân Uyên"


@pytest.mark.parametrize(("cited", "is_circle"), [("15/UBND-VX", True), ("16/UBND-VX", False)])
def test_a_document_that_carries_out_itself_is_read_with_a_warning(reading, cited, is_circle):
    found = reading(
        "ỦY BAN NHÂN DÂN\nHUYỆN MƯỜNG VÂN\n\nSố: 15/UBND-VX\n\n"
        "Mường Vân, ngày 09 tháng 9 năm 2021\n\n"
        f"Thực hiện Công văn số {cited} ngày 09/9/2021 của Ủy ban nhân dân huyện Mường Vân, "
        "Chủ tịch UBND huyện yêu cầu:\n\n1. Trung tâm Y tế huyện lấy mẫu xét nghiệm.\n"
    )
    assert found["document"]["carries_out"]
    codes = [warning["code"] for warning in found["warnings"]]
    assert ("circular_carries_out" in codes) is is_circle
