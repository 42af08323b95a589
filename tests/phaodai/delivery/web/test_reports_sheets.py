"""Spreadsheets on the web: looked through, filed, faulty rows given back; without scripts."""

import io
import json
from datetime import timedelta
from html import unescape

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from phaodai.delivery.documents.workbooks import Sheetrow, form_sheet, returned_sheet
from phaodai.delivery.intake.tables import read_tables
from phaodai.delivery.tasks.sheets import resume_workbooks
from phaodai.delivery.web.reports import sheets_work
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units.models import Succession
from phaodai.foundation.units.states import Change
from phaodai.registers.reports.models import Submission, Workbook, WorkbookRow
from phaodai.registers.reports.operations import importing_rows
from phaodai.registers.reports.states import Channel, WorkbookState
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.web.report_pages import FORM, good, install
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory

URL = "/reports/sheets/"


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)


@pytest.fixture
def form(places):
    other = UnitFactory(name="An Hải", parent=places.district)
    own = make_body(other, "Ủy ban nhân dân xã An Hải", general=True)
    return install(places.commune_committee, own)


@pytest.fixture
def officer(form, places, client_of):
    return client_of(make_user(at=places.committee, role=Role.DUTY_OFFICER))


def book(form, *rows: tuple[str, dict[str, str]]) -> bytes:
    sheet = [Sheetrow("", unit, values) for unit, values in rows]
    return form_sheet(form, sheet, day=TODAY, language="vi")


def tabs(form, sheets: dict[str, list[tuple[str, dict[str, str]]]], *extra: str) -> bytes:
    """Write a workbook of several sheets; extra ones hold something else."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            (table,) = read_tables(book(form, *rows), filename="x.xlsx")
            for y, row in enumerate(table.rows):
                for x, text in enumerate(row):
                    sheet.write_string(y, x, text)
        for name in extra:
            written.add_worksheet(name).write_string(0, 0, "ghi chép khác")
    return out.getvalue()


def upload(client, content: bytes, name: str = "tong-hop.xlsx", **more: str):
    """Send a file and return the page to which it leads."""
    data = {"form": FORM, "day": TODAY.isoformat(), **more}
    answer = client.post(URL, data | {"file": SimpleUploadedFile(name, content)})
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def address() -> str:
    return f"{URL}{Workbook.objects.latest('pk').ref}/"


def press(client, step: str, **more: object):
    """Press a button of the page of the latest workbook."""
    answer = client.post(address(), {"step": step, **more})
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def test_look_then_file(officer, form):
    content = book(form, ("Xã Phước Hải", good(form, f1_new="3")), ("Xã An Hải", good(form)),
                   ("Xã Lạ", good(form)))  # fmt: skip
    page = upload(officer, content).content.decode()
    assert "Bảng có <b>3</b> dòng" in page
    assert "“Xã Lạ” không có trong các đơn vị" in page
    assert not Submission.objects.exists()
    done = press(officer, "file")
    assert done.status_code == 200, done.content.decode()
    assert Submission.objects.count() == 2
    for row in Submission.objects.all():
        assert row.receipt in done.content.decode()
        assert row.channel == Channel.FILE
    assert "Còn 1 dòng chưa nhận" in done.content.decode()
    # Sent once more, from another window: nothing is filed twice.
    assert press(officer, "file").status_code == 422
    assert Submission.objects.count() == 2
    assert AuditEvent.objects.filter(action="workbook.file").count() == 1
    same = upload(officer, content).content.decode()
    assert "<b>2</b> như đã gửi" in same


def test_cancelled_leaves_nothing(officer, form):
    upload(officer, book(form, ("Xã Phước Hải", good(form))))
    page = press(officer, "cancel").content.decode()
    assert "không có gì được gửi" in page
    row = Workbook.objects.get()
    assert (row.state, bytes(row.content)) == (WorkbookState.CANCELLED, b"")
    assert not WorkbookRow.objects.exists()
    assert not Submission.objects.exists()
    assert press(officer, "file").status_code == 422
    press(officer, "look")
    assert not Submission.objects.exists()


def test_faulty_rows_come_back(officer, form):
    content = book(form, ("Xã Phước Hải", good(form, f1_new="3")), ("Xã Lạ", good(form)))
    upload(officer, content)
    answer = officer.get(f"{address()}errors.xlsx")
    (table,) = read_tables(answer.content, filename="dong-loi.xlsx")
    assert table.rows[-1][1] == "Xã Lạ"
    assert "Xã Lạ" in table.rows[-1][-1]
    # Mended and sent again as it is, with its column of faults.
    rows = [[*row] for row in table.rows]
    rows[-1][1] = "Xã An Hải"
    mended = returned_sheet(rows[:-1], [(rows[-1], "")])
    page = upload(officer, mended).content.decode()
    assert "<b>1</b> mới" in page


def test_replace(officer, form):
    upload(officer, book(form, ("Xã An Hải", good(form))))
    press(officer, "file")
    page = upload(officer, book(form, ("Xã An Hải", good(form, f1_new="2")))).content.decode()
    assert "<b>1</b> khác bản đã gửi" in page
    refused = press(officer, "file")
    assert (refused.status_code, Submission.objects.count()) == (422, 1)
    refused = press(officer, "file", replaces="on", reason=" ")
    assert refused.status_code == 422
    assert "Lý do thay: chưa ghi" in refused.content.decode()
    press(officer, "file", replaces="on", reason="đếm lại")
    assert Submission.objects.get(number=2).values["f1_new"] == "2"


def test_somebody_files_between_look_and_act(officer, form, places, client_of):
    upload(officer, book(form, ("Xã An Hải", good(form))))
    upload(officer, book(form, ("Xã An Hải", good(form, f1_new="2"))))
    press(officer, "file")
    first = Workbook.objects.earliest("pk")
    page = officer.post(f"{URL}{first.ref}/", {"step": "file"}, follow=True).content.decode()
    assert "vừa có người sửa" in page
    assert Submission.objects.filter(state="ACCEPTED").count() == 1


def test_a_row_that_breaks_the_server_holds_up_no_other(officer, form, monkeypatch):
    upload(officer, book(form, ("Xã Phước Hải", good(form)), ("Xã An Hải", good(form))))
    right = importing_rows.file_line

    def breaks(**said):
        if said["line"].named == "Xã An Hải":
            raise RuntimeError("a fault of ours")
        return right(**said)

    monkeypatch.setattr(importing_rows, "file_line", breaks)
    page = press(officer, "file").content.decode()
    assert "Máy chủ gặp lỗi ở dòng này" in page
    assert Submission.objects.count() == 1


def test_several_sheets(officer, form):
    content = tabs(form, {"Phước Hải": [("Xã Phước Hải", good(form))],
                          "An Hải": [("Xã An Hải", good(form))]}, "ghi chú")  # fmt: skip
    page = upload(officer, content).content.decode()
    assert page.count('name="tab"') == 3
    assert page.count(" disabled>") == 1
    assert press(officer, "choose").status_code == 422
    page = press(officer, "choose", tab=["0", "1", "2"]).content.decode()
    assert "Bảng có <b>2</b> dòng" in page
    press(officer, "file")
    assert Submission.objects.count() == 2


def test_one_unit_in_two_sheets_is_taken_from_neither(officer, form):
    content = tabs(form, {"Một": [("Xã An Hải", good(form)), ("Xã Phước Hải", good(form))],
                          "Hai": [("Xã An Hải", good(form, f1_new="9"))]})  # fmt: skip
    upload(officer, content)
    page = press(officer, "choose", tab=["0", "1"]).content.decode()
    assert "<b>1</b> mới" in page
    assert "<b>2</b> không nhận" in page
    assert "7 (Hai)" in page
    sheets = read_tables(officer.get(f"{address()}errors.xlsx").content, filename="x.xlsx")
    assert [sheet.name for sheet in sheets] == ["Một", "Hai"]


def test_one_sheet_of_several_is_about_the_form(officer, form):
    content = tabs(form, {"Số liệu": [("Xã An Hải", good(form))]}, "ghi chú", "khác")
    assert "<b>1</b> mới" in upload(officer, content).content.decode()


def test_a_row_of_a_merged_unit_names_the_one_that_followed(officer, form, places):
    old = UnitFactory(name="Phước Cũ", parent=places.district, valid_to=TODAY - timedelta(days=9))
    Succession.objects.create(
        old=old, new=places.commune, day=TODAY - timedelta(days=8), share=1, reason=Change.MERGE
    )
    page = unescape(upload(officer, book(form, ("Xã Phước Cũ", good(form)))).content.decode())
    assert "“Xã Phước Cũ” đã nhập vào xã Phước Hải từ ngày 15/12/2021" in page
    assert "Ghi số vào dòng của xã Phước Hải." in page


def hiding(form, *, is_whole=False) -> bytes:
    """Return a workbook of which a row, a column of figures and perhaps all of it are hidden."""
    out = io.BytesIO()
    (table,) = read_tables(
        book(form, ("Xã An Hải", good(form)), ("Xã Phước Hải", good(form))), filename="x.xlsx"
    )
    with xlsxwriter.Workbook(out, {"in_memory": True}) as written:
        written.add_worksheet("Ghi chú")
        sheet = written.add_worksheet("Số liệu & ẩn")
        for y, row in enumerate(table.rows):
            for x, text in enumerate(row):
                sheet.write_string(y, x, text)
        sheet.set_row(len(table.rows) - 1, None, None, {"hidden": True})
        sheet.set_row(5, None, None, {"hidden": True})  # codes above the rows: nobody minds
        sheet.set_column(3, 3, None, None, {"hidden": True})
        sheet.set_column(200, 210, None, None, {"hidden": True})
        if is_whole:
            sheet.hide()
    return out.getvalue()


def test_what_is_hidden_is_told(officer, form):
    page = unescape(upload(officer, hiding(form)).content.decode())
    assert "Bảng có phần bị ẩn mà số trong đó vẫn được đọc: 1 dòng, cột “" in page
    page = unescape(upload(officer, hiding(form, is_whole=True)).content.decode())
    assert "vẫn được đọc: cả trang tính, 1 dòng, cột" in page
    plain = upload(officer, book(form, ("Xã An Hải", good(form)))).content.decode()
    assert "bị ẩn" not in plain


def test_a_large_one_is_worked_on_by_the_worker(officer, form, monkeypatch):
    monkeypatch.setattr(sheets_work, "SMALL", 0)
    queued = []
    monkeypatch.setattr(sheets_work, "work", queued.append)
    page = upload(officer, book(form, ("Xã An Hải", good(form)))).content.decode()
    assert 'http-equiv="refresh"' in page
    assert 'data-state="JUDGING"' in page
    assert "Máy xử lý nền không chạy" in page  # no worker has given a sign of life here
    assert queued == [str(Workbook.objects.get().ref)]
    monkeypatch.undo()
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    resume_workbooks()  # the worker was killed meanwhile
    assert "<b>1</b> mới" in officer.get(address()).content.decode()
    assert "chờ bấm gửi" in officer.get(URL).content.decode()


def test_paste_without_scripts_and_name_a_column(officer, form):
    fields = {field.label.vi: field.code for field in form.fields() if field.formula is None}
    values = good(form)
    names = [name for name, code in fields.items() if code in values]
    head = ["Xã", *("Cột lạ" if fields[name] == "f1_new" else name for name in names)]
    row = ["An Hải", *(values[fields[name]] for name in names)]
    text = "\n".join("\t".join(line) for line in (head, row))
    data = {"form": FORM, "day": TODAY.isoformat(), "text": text}
    page = officer.post(URL, data, follow=True).content.decode()
    assert "Bảng thiếu 1 ô bắt buộc: F1 mới trong ngày" in page
    place = head.index("Cột lạ")
    page = press(officer, "look", **{f"column-0-{place}": "f1_new"}).content.decode()
    assert "<b>1</b> mới" in page
    press(officer, "file")
    assert Submission.objects.get().channel == Channel.PASTE


def test_bad_input(officer, form):
    for content, name in ((b"", "a.xlsx"), (b"PK\x03\x04x", "a.xlsx"), (b"%PDF-1.7", "a.pdf"),
                          (b"a;b\n1;2\n", "a.csv"), (b"\x89PNG\r\n\x1a\n", "a.png"),
                          (b"x;y\n" * 70_000, "a.csv")):  # fmt: skip
        answer = upload(officer, content, name)
        assert answer.status_code == 422, name
        assert 'role="alert"' in answer.content.decode()
    base = {"form": FORM, "day": TODAY.isoformat()}
    for grid in ("{", "[]", '{"rows": 1, "merged": []}', '{"rows": [[1]], "merged": [["a"]]}',
                 json.dumps({"rows": [["x"] * 3000], "merged": []})):  # fmt: skip
        assert officer.post(URL, base | {"grid": grid}).status_code == 422
    assert officer.post(URL, base).status_code == 422
    assert officer.post(URL, base | {"form": "no-such"}).status_code == 422
    assert officer.post(URL, base | {"day": "31/02/2021", "text": "a\tb"}).status_code == 422
    assert not Workbook.objects.exists()


def test_too_many_lie_open(officer, form, monkeypatch):
    monkeypatch.setattr("phaodai.registers.reports.operations.importing.MOST_OPEN", 1)
    upload(officer, book(form, ("Xã An Hải", good(form))))
    answer = upload(officer, book(form, ("Xã An Hải", good(form))))
    assert answer.status_code == 422
    assert "bảng làm dở" in unescape(answer.content.decode())


def test_templates_and_figures(officer, form):
    for kind in ("template", "export"):
        answer = officer.get(f"{URL}{kind}/{FORM}.xlsx?day={TODAY.isoformat()}")
        assert answer.status_code == 200
        (table,) = read_tables(answer.content, filename="x.xlsx")
        assert any("Xã An Hải" in row for row in table.rows)
        assert table.rows[0][0].endswith(" – Ninh Phước")
        assert "-ninh-phuoc-" in answer["Content-Disposition"]
    assert officer.get(f"{URL}template/no-such.xlsx").status_code == 404
    assert io.BytesIO(answer.content).read(2) == b"PK"


def test_strangers(officer, form, places, client_of):
    """Who files for no commune finds no form; who may file nothing finds no page."""
    upload(officer, book(form, ("Xã Lạ", good(form))))
    neighbour = client_of(make_user("b", at=places.next_committee, role=Role.DUTY_OFFICER))
    assert "Không có mẫu báo cáo nào để nhập" in neighbour.get(URL).content.decode()
    assert neighbour.get(f"{URL}template/{FORM}.xlsx").status_code == 404
    analyst = client_of(make_user("c", at=places.committee, role=Role.ANALYST))
    assert analyst.get(URL).status_code == 404
    # A workbook is its owner's alone: the colleague of the same desk does not see it.
    colleague = client_of(make_user("d", at=places.committee, role=Role.DUTY_OFFICER))
    for client in (neighbour, analyst, colleague):
        assert client.get(address()).status_code == 404
        assert client.get(f"{address()}errors.xlsx").status_code == 404
        for step in ("choose", "look", "file", "cancel"):
            assert client.post(address(), {"step": step}).status_code == 404
