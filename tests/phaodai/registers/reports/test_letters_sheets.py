"""Spreadsheets by letter: read like those of the web, filed row by row, faulty rows sent back."""

from io import BytesIO

import pytest
from django.utils import translation

from phaodai.delivery.intake.tables import read_tables
from phaodai.delivery.mail import answers, enclosures, polling
from phaodai.foundation.accounts.correspondents import find_correspondent
from phaodai.foundation.accounts.operations import set_mail_address
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.models import Letter, Submission
from phaodai.registers.reports.operations import letters
from phaodai.registers.reports.queries.letters import get_letter
from phaodai.registers.reports.states import AsideReason, LetterState
from phaodai.vocabulary.access import Permission, Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.letters import SENDER, letter, sheet
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory

GOOD = ["3", "1,5", "4.5", "vi same", ""]


@pytest.fixture
def district(places) -> Body:
    other = UnitFactory(name="An Hải", parent=places.district)
    own = make_body(other, "Ủy ban nhân dân xã An Hải", general=True)
    Body.objects.filter(pk__in=[places.commune_committee.pk, own.pk]).update(
        kind="people_committee"
    )
    make_version(rules=[sheets.rule("odd", {"at_most": ["a", 50]})])
    return places.committee


@pytest.fixture
def officer(district):
    user = make_user(at=district, role=Role.DUTY_OFFICER)
    set_mail_address(actor=OPERATOR, user=user.ref, address=SENDER, today=TODAY, now=NOW)
    return actor_of(user)


def take(content, name="tong-hop.xlsx", *, sender=SENDER, number=1):
    raw = letter((name, content), sender=sender, message_id=f"<{number}@phuochai.example.vn>")
    received, known = polling.receive(raw, size=len(raw), is_large=False, now=NOW)
    assert letters.take_letter(received=received, sender=known, keeper=None, now=NOW)
    return Letter.objects.latest("pk")


def answer_to(row, reader):
    to = find_correspondent(SENDER, permission=Permission.REPORTS_FILE, on=TODAY)
    return answers.compose(get_letter(actor=reader, ref=row.ref), to, address="b@x.example.vn")


def body_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def test_several_communes_of_a_district(officer):
    row = take(sheet(["Xã Phước Hải", *GOOD], ["x. an hai", *GOOD], ["Tổng", "6", "3", "9"]))
    assert row.state == LetterState.FILED
    assert set(Submission.objects.values_list("channel", "state")) == {("MAIL", "ACCEPTED")}
    message = answer_to(row, officer)
    said = body_of(message)
    assert "Bảng có 3 dòng = 2 đã nhận + 0 như đã gửi + 0 chưa nhận + 1 bỏ qua." in said
    for sent in Submission.objects.all():
        assert sent.receipt in said
    assert list(message.iter_attachments()) == []
    # The same sheet again, in another letter and under another name: nothing twice, nothing wrong.
    again = take(sheet(["Xã Phước Hải", *GOOD], ["x. an hai", *GOOD]), "khac.xlsx", number=2)
    assert (again.state, Submission.objects.count()) == (LetterState.FILED, 2)


def test_faulty_rows_go_back_as_a_sheet(officer):
    row = take(sheet(
        ["Xã Phước Hải", *GOOD], ["Xã Mường Chanh", *GOOD], ["Xã An Hải", "=1+1", "-", "4", "same"],
    ))  # fmt: skip
    assert (row.state, row.reason) == (LetterState.ASIDE, AsideReason.NOT_ALL_TAKEN)
    message = answer_to(row, officer)
    assert "1 đã nhận + 0 như đã gửi + 2 chưa nhận" in body_of(message)
    (enclosed,) = message.iter_attachments()
    assert enclosed.get_filename() == "loi-tong-hop.xlsx"
    (table,) = read_tables(enclosed.get_content(), filename="x.xlsx")
    assert [cells[0] for cells in table.rows[2:]] == ["Xã Mường Chanh", "Xã An Hải"]
    assert table.rows[1][-1] == "Lỗi"
    assert "Mường Chanh" in table.rows[2][-1]
    assert "công thức" in table.rows[3][-1]
    with BytesIO(enclosed.get_content()) as held:  # what was typed as a formula is text
        assert b"<f>" not in held.read()
    # Mended and sent back as it is.
    table.rows[2][0], table.rows[3][1:3] = "Xã An Hải", ["1", "1"]
    mended = sheet(*table.rows[2:3], head=table.rows[1])
    assert take(mended, number=2).state == LetterState.FILED
    assert Submission.objects.count() == 2


def test_a_correction_says_why(officer):
    take(sheet(["Xã Phước Hải", *GOOD]))
    row = take(sheet(["Xã Phước Hải", "4", *GOOD[1:]]), number=2)
    assert row.state == LetterState.ASIDE
    assert "ghi lý do sửa" in body_of(answer_to(row, officer))
    row = take(sheet(["Xã Phước Hải", "4", *GOOD[1:4], "đếm lại"]), number=3)
    assert row.state == LetterState.FILED
    assert Submission.objects.get(number=2).comments["report.reason"] == "đếm lại"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK\x03\x04x", "hỏng"),
        ("a.xlsx", b"", "rỗng"),
        ("a.csv", b"x1;x2\n1;2\n", "không có tiêu đề"),
        ("a.exe", b"MZ", "Không nhận loại tệp này"),
        ("a.xlsx", b"MZ\x90", "không phải bảng tính"),
        ("a.csv", b"x;y\n" * 70_000, "65.536"),
    ],
)
def test_hostile_and_wrong_files_are_put_aside(officer, name, content, words):
    row = take(content, name)
    assert row.state == LetterState.ASIDE
    assert words in body_of(answer_to(row, officer))
    assert not Submission.objects.exists()


def test_a_sheet_without_a_day(officer):
    row = take(sheet(["Xã Phước Hải", *GOOD], day=None))
    assert "bảng không ghi ngày" in body_of(answer_to(row, officer))


def test_long_ones_go_to_the_web(officer, monkeypatch):
    monkeypatch.setattr(enclosures, "MOST_ROWS", 1)
    row = take(sheet(["Xã Phước Hải", *GOOD], ["Xã An Hải", *GOOD]))
    assert row.state == LetterState.ASIDE
    assert not Submission.objects.exists()


def test_strangers(officer, places, district, monkeypatch):
    """A stranger's sheet is not even opened; a commune's files for no other."""
    monkeypatch.setattr(enclosures, "read_tables", lambda *a, **k: pytest.fail("opened"))
    row = take(sheet(["Xã Phước Hải", *GOOD]), sender="ke.la@example.com")
    assert row.reason == AsideReason.UNKNOWN_SENDER
    assert "chưa mở" in row.enclosures[0]["fault"][0]
    monkeypatch.undo()
    own = make_user("x", at=places.commune_committee, role=Role.REPORTER)
    address = "xa@phuochai.example.vn"
    set_mail_address(actor=OPERATOR, user=own.ref, address=address, today=TODAY, now=NOW)
    row = take(sheet(["Xã Phước Hải", *GOOD], ["Xã An Hải", *GOOD]), sender=address, number=2)
    assert row.state == LetterState.ASIDE
    assert [sent.report.body.name for sent in Submission.objects.all()] == [
        places.commune_committee.name
    ]
    with translation.override("en"):
        page = get_letter(actor=officer, ref=row.ref)
    assert page.files[0].sheet.rejected[0][0].unit == "Xã An Hải"


def test_what_the_sheet_hides_is_told_in_the_answer_and_on_its_page(officer):
    row = take(sheet(["Xã An Hải", *GOOD], hides=2))
    (file,) = get_letter(actor=officer, ref=row.ref).files
    (told,) = file.sheet.hidden
    assert "read all the same: columns “C: vi b”. Unhide and check" in told.en
    assert "cột “C: vi b”" in body_of(answer_to(row, officer))
    row = take(sheet(["Xã Phước Hải", *GOOD]), number=2)
    assert get_letter(actor=officer, ref=row.ref).files[0].sheet.hidden == ()
