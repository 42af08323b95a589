"""Spreadsheets on the web: looked through, filed, faulty rows given back; without scripts."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phaodai.delivery.documents.workbooks import Sheetrow, form_sheet, returned_sheet
from phaodai.delivery.intake.tables import read_tables
from phaodai.registers.reports.models import Submission
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.web.report_pages import FORM, good, hidden, install
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


def upload(client, content: bytes, name: str = "tong-hop.xlsx", **more: str):
    data = {"form": FORM, "day": TODAY.isoformat(), "step": "look", **more}
    return client.post(URL, data | {"file": SimpleUploadedFile(name, content)})


def again(client, page: str, **more: str):
    """Press a button of the page that shows what was found."""
    names = ("form", "day", "carries", "grid", "seen")
    return client.post(URL, {name: unescaped(page, name) for name in names} | more)


def unescaped(page: str, name: str) -> str:
    from html import unescape

    return unescape(hidden(page, name, at=0))


def test_look_then_file(officer, form):
    content = book(form, ("Xã Phước Hải", good(form, f1_new="3")), ("Xã An Hải", good(form)),
                   ("Xã Lạ", good(form)))  # fmt: skip
    looked = upload(officer, content)
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "Bảng có <b>3</b> dòng" in page
    assert "“Xã Lạ” không có trong các đơn vị" in page
    assert not Submission.objects.exists()
    done = again(officer, page, step="file")
    assert done.status_code == 200, done.content.decode()
    assert Submission.objects.count() == 2
    for row in Submission.objects.all():
        assert row.receipt in done.content.decode()
    # Sent once more, by reloading the page: nothing is filed twice.
    assert again(officer, page, step="file").status_code == 409
    assert Submission.objects.count() == 2
    same = upload(officer, content).content.decode()
    assert "<b>2</b> như đã gửi" in same


def test_faulty_rows_come_back(officer, form):
    content = book(form, ("Xã Phước Hải", good(form, f1_new="3")), ("Xã Lạ", good(form)))
    page = upload(officer, content).content.decode()
    answer = again(officer, page, step="errors")
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
    page = upload(officer, book(form, ("Xã An Hải", good(form)))).content.decode()
    again(officer, page, step="file")
    page = upload(officer, book(form, ("Xã An Hải", good(form, f1_new="2")))).content.decode()
    assert "<b>1</b> khác bản đã gửi" in page
    again(officer, page, step="file")
    assert Submission.objects.count() == 1
    lacking = again(officer, page, step="file", replaces="on", reason=" ")
    assert lacking.status_code == 422
    assert "Lý do thay: chưa ghi" in lacking.content.decode()
    again(officer, page, step="file", replaces="on", reason="đếm lại")
    assert Submission.objects.get(number=2).values["f1_new"] == "2"


def test_paste_without_scripts_and_name_a_column(officer, form):
    fields = {field.label.vi: field.code for field in form.fields() if field.formula is None}
    values = good(form)
    names = [name for name, code in fields.items() if code in values]
    head = ["Xã", *("Cột lạ" if fields[name] == "f1_new" else name for name in names)]
    row = ["An Hải", *(values[fields[name]] for name in names)]
    text = "\n".join("\t".join(line) for line in (head, row))
    data = {"form": FORM, "day": TODAY.isoformat(), "step": "look", "text": text}
    page = officer.post(URL, data).content.decode()
    assert "Bảng thiếu 1 ô bắt buộc: F1 mới trong ngày" in page
    place = head.index("Cột lạ")
    page = again(officer, page, step="look", **{f"column-{place}": "f1_new"}).content.decode()
    assert "<b>1</b> mới" in page


def test_bad_input(officer, form):
    for content, name in ((b"", "a.xlsx"), (b"PK\x03\x04x", "a.xlsx"), (b"%PDF-1.7", "a.pdf"),
                          (b"a;b\n1;2\n", "a.csv"), (b"\x89PNG\r\n\x1a\n", "a.png"),
                          (b"x;y\n" * 70_000, "a.csv")):  # fmt: skip
        answer = upload(officer, content, name)
        assert answer.status_code == 422, name
        assert 'role="alert"' in answer.content.decode()
    base = {"form": FORM, "day": TODAY.isoformat(), "step": "look"}
    for grid in ("{", "[]", '{"rows": 1, "merged": []}', '{"rows": [[1]], "merged": [["a"]]}',
                 json.dumps({"rows": [["x"] * 3000], "merged": []})):  # fmt: skip
        assert officer.post(URL, base | {"grid": grid}).status_code == 422
    assert officer.post(URL, base).status_code == 422
    assert officer.post(URL, base | {"form": "no-such"}).status_code == 422
    assert officer.post(URL, base | {"day": "31/02/2021", "text": "a\tb"}).status_code == 422


def test_templates_and_figures(officer, form):
    for kind in ("template", "export"):
        answer = officer.get(f"{URL}{kind}/{FORM}.xlsx?day={TODAY.isoformat()}")
        assert answer.status_code == 200
        (table,) = read_tables(answer.content, filename="x.xlsx")
        assert any("Xã An Hải" in row for row in table.rows)
    assert officer.get(f"{URL}template/no-such.xlsx").status_code == 404
    assert io.BytesIO(answer.content).read(2) == b"PK"


def test_strangers(form, places, client_of):
    """Who files for no commune finds no form; who may file nothing finds no page."""
    neighbour = client_of(make_user("b", at=places.next_committee, role=Role.DUTY_OFFICER))
    assert "Không có mẫu báo cáo nào để nhập" in neighbour.get(URL).content.decode()
    assert neighbour.get(f"{URL}template/{FORM}.xlsx").status_code == 404
    analyst = client_of(make_user("c", at=places.committee, role=Role.ANALYST))
    assert analyst.get(URL).status_code == 404
