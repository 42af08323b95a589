"""Pages of forms: what is wrong is told where it is, nothing is lost, two persons decide."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from phaodai.delivery.web.forms import parts
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.writing import write_toml
from phaodai.foundation.accounts.models import User
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.models import Draft, Form, FormVersion, Sketch, Submission
from phaodai.registers.reports.operations import forms
from phaodai.vocabulary.access import Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.delivery.web.report_pages import FORM, hidden, install
from tests.phaodai.factories.accounts import make_user

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    from phaodai.delivery import clock

    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def analyst(places) -> User:
    install(places.commune_committee)
    return make_user("linh.phu", name="Phú Thị Mỹ Linh", at=places.province_committee,
                     role=Role.ANALYST)  # fmt: skip


@pytest.fixture
def chairman(places) -> User:
    return make_user("thinh.tran", name="Trần Đức Thịnh", at=places.province_committee,
                     role=Role.COMMANDER)  # fmt: skip


@pytest.fixture
def client(analyst, client_of) -> Client:
    return client_of(analyst)


@pytest.fixture
def sketch(client) -> Sketch:
    client.post(reverse("forms:begin", args=[FORM]))
    return Sketch.objects.get()


def text_of(answer) -> str:
    """Return what a reader sees."""
    body = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(body).split())


def inputs(client: Client, url: str) -> dict[str, str]:
    """Return what a browser would send of the form of a part as it stands."""
    content = client.get(url).content.decode()
    form = content[content.index('<form class="stack') :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r' name="([^"]*)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and (' type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = html.unescape(value[1]) if value else "on" * (" checked" in tag)
    for name, body in re.findall(r'<textarea [^>]*?name="([^"]*)"[^>]*>(.*?)</textarea>', form,
                                 re.DOTALL):  # fmt: skip
        found[name] = html.unescape(body).removeprefix("\n")
    for name, body in re.findall(r'<select [^>]*?name="([^"]*)"[^>]*>(.*?)</select>', form,
                                 re.DOTALL):  # fmt: skip
        chosen = re.search(r'value="([^"]*)" selected', body)
        first = re.search(r'value="([^"]*)"', body)
        taken = chosen or first
        found[name] = html.unescape(taken[1]) if taken else ""
    return found


def part(sketch: Sketch, place: str) -> str:
    return reverse("forms:part", args=[sketch.ref, place])


def change(client: Client, url: str, **changes: str):
    """Open a part, type something over, save, and return where one comes to."""
    return client.post(url, inputs(client, url) | {"do": "save"} | changes, follow=True)


def test_the_list_says_what_holds_and_who_files(client, chairman):
    page = text_of(client.get("/forms/"))
    for words in ("3 mẫu", "bản 1, đang dùng", "Cấp xã · UBND", "chốt lúc 10:00", "sốt xuất huyết"):
        assert words in page, words


def test_a_version_can_be_read_looked_at_and_taken_away(client):
    page = text_of(client.get(f"/forms/{FORM}/1/"))
    assert "F0 mới trong ngày" in page
    assert "“F0 đang ở nhà” + “F0 đang ở tầng 1”" in page
    answer = client.get(f"/forms/{FORM}/1/source/")
    assert answer["Content-Disposition"] == f'attachment; filename="{FORM}-1.toml"'
    version = FormVersion.objects.get(form__code=FORM)
    assert answer.content.decode() == write_toml(dump_of(version))
    for url in (f"/forms/{FORM}/7/", "/forms/nothing/", f"/forms/{FORM}/7/preview/"):
        assert client.get(url).status_code == 404


def dump_of(version: FormVersion):
    from phaodai.registers.reports import definitions

    return dump(definitions.stored(version))


def test_every_part_is_the_same_after_it_was_opened_and_saved(client, sketch):
    before = sketch.data
    places = ["s1", "s1f1", "s2f1", "s4f2", "r1", "r2", f"r{len(before['rules'])}"]
    for url in [reverse("forms:general", args=[sketch.ref]), *(part(sketch, p) for p in places)]:
        assert change(client, url).status_code == 200
    sketch.refresh_from_db()
    assert write_toml(sketch.data) == write_toml(before)
    assert sketch.revision == 1


@pytest.mark.parametrize("form", sheets.builtin(), ids=lambda form: form.code)
def test_nothing_of_a_part_is_lost_between_data_and_page(form):
    data = dump(form)
    assert parts.general_typed(parts.general_shown(data), data) == data
    for section in data["sections"]:
        assert parts.section_typed(parts.section_shown(section), section) == section
        for field in section["fields"]:
            assert parts.field_typed(parts.field_shown(field), field) == field
    for rule in data["rules"]:
        assert parts.rule_typed(parts.rule_shown(rule), rule) == rule


@pytest.mark.parametrize("form", [*sheets.random_forms(3, 20)], ids=lambda form: form.code)
def test_rules_of_every_shape_come_through(form):
    for rule in dump(form)["rules"]:
        assert parts.rule_typed(parts.rule_shown(rule), rule) == rule


def test_a_form_is_changed_proposed_and_approved_by_another(client, client_of, sketch, chairman):
    change(client, reverse("forms:general", args=[sketch.ref]), cutoff="09:30")
    change(client, part(sketch, "s1f2"), label_vi="F0 ở cộng đồng")
    change(client, part(sketch, "r2"), expect_tolerance="1")
    page = text_of(client.get(reverse("forms:changes", args=[sketch.ref])))
    assert "Mẫu: giờ chốt 10:00 → 09:30" in page
    assert "câu hỏi tiếng Việt Trong đó phát hiện tại cộng đồng → F0 ở cộng đồng" in page
    assert "độ lệch cho phép 0 → 1" in page

    sketch.refresh_from_db()
    client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": sketch.revision})
    assert not Sketch.objects.exists()
    version = reverse("forms:version", args=[FORM, 2])
    assert "Chờ phê duyệt" in text_of(client.get("/forms/"))
    assert "Phê duyệt" not in text_of(client.get(version)).replace("phê duyệt", "")

    boss = client_of(chairman)
    assert "09:30" in text_of(boss.get(version))
    day = f"{TODAY:%d/%m/%Y}"
    answer = boss.post(reverse("forms:approve", args=[FORM, 2]), {"first_day": day})
    assert answer.status_code == 422
    assert f"sớm nhất từ ngày {TOMORROW:%d/%m/%Y}" in text_of(answer)
    assert f'value="{day}"' in answer.content.decode()
    answer = boss.post(
        reverse("forms:approve", args=[FORM, 2]),
        {"first_day": f"{TOMORROW:%d/%m/%Y}", "reason": "QĐ 12/QĐ-UBND"},
        follow=True,
    )
    assert "sẽ dùng" in text_of(answer)
    assert "bản 2 từ 24/12/2021" in text_of(boss.get("/forms/"))
    acts = list(AuditEvent.objects.filter(action="form.draft").values_list("details", flat=True))
    assert [json.loads(each)["changed"] for each in acts] == ["begin", "general", "s1f2", "r2"]


def test_nobody_approves_his_own(places, client_of, sketch, client, analyst):
    from tests.phaodai.factories.accounts import make_posting

    change(client, part(sketch, "s1"), title_vi="Ca")
    sketch.refresh_from_db()
    client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": sketch.revision})
    make_posting(analyst, places.province_committee, Role.COMMANDER)
    answer = client_of(analyst).post(
        reverse("forms:approve", args=[FORM, 2]), {"first_day": f"{TOMORROW:%d/%m/%Y}"}
    )
    assert answer.status_code == 422
    assert "cần một người thứ hai" in text_of(answer)
    assert FormVersion.objects.get(number=2, form__code=FORM).state == "PROPOSED"


def test_refusing_and_withdrawing(client, client_of, sketch, chairman):
    change(client, part(sketch, "s1"), title_vi="Ca")
    sketch.refresh_from_db()
    client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": sketch.revision})
    boss = client_of(chairman)
    answer = boss.post(reverse("forms:refuse", args=[FORM, 2]), {"reason": " "})
    assert answer.status_code == 422
    assert "Viết một câu" in text_of(answer)
    boss.post(reverse("forms:refuse", args=[FORM, 2]), {"reason": "chưa cần"})
    assert "không phê duyệt: chưa cần" in text_of(client.get(f"/forms/{FORM}/2/"))
    answer = client.post(reverse("forms:withdraw", args=[FORM, 2]), follow=True)
    assert "không còn chờ phê duyệt" in text_of(answer)

    client.post(reverse("forms:begin", args=[FORM]), {"number": "2"})
    again = Sketch.objects.get()
    assert (again.data["version"], again.data["sections"][0]["title"]["vi"]) == (3, "Ca")


WRONG = [
    ("s1f2", {"indicator": "cases.nothing"}, "không có chỉ tiêu “cases.nothing”"),
    ("s1f2", {"stratum": "found=quarantine"}, "cũng do ô “f0_quarantine” khai"),
    ("s1f2", {"stratum": "found=moon"}, "không chia theo “found=moon”"),
    ("s1f2", {"disease": "gout"}, "không có bệnh “gout”"),
    ("s1f2", {"code": "F 0"}, "mã gồm chữ thường"),
    ("s1f2", {"label_vi": " "}, "Phải là chữ"),
    ("s1f2", {"decimals": "7"}, "số nguyên từ 0 đến 2"),
    ("s1f1", {"formula": "f0_new + f0_community"}, "không dùng ô máy tính"),
    ("s1f1", {"formula": "f0_community *"}, "f0_community *"),
    ("s1f1", {"formula": "before(f0_community)"}, "không dùng số hôm trước"),
    ("r2", {"expect_left": "nobody"}, "không có ô số “nobody”"),
    ("r2", {"expect_kind": "raw", "expect_raw": "{"}, "phải là một điều kiện"),
    ("r2", {"at": "nobody"}, "“nobody” không thuộc"),
    ("r2", {"text_vi": "{value} sai"}, "không điền được {value}"),
    ("r2", {"expect_tolerance": "-1"}, "số không âm"),
]  # fmt: skip
WRONG_FRAME = [
    ({"cutoff": "25:00"}, "“25:00”: giờ viết như 10:00"),
    ({"cutoff": ""}, "phải là chữ"),
    ({"day_ends": "00:00"}, "từ 00:01 đến 24:00"),
    ({"grace_minutes": "x"}, "số nguyên từ 0 đến 1440"),
    ({"title_en": ""}, "phải là chữ"),
    ({"level": "MOON"}, "“MOON” không thuộc"),
]


def test_what_is_wrong_is_told_at_its_field_and_kept(client, sketch):
    for place, typed, words in WRONG:
        url = part(sketch, place)
        right = inputs(client, url)
        answer = change(client, url, **typed)
        assert words.lower() in text_of(answer).lower(), typed
        name, value = next(iter(typed.items()))
        assert inputs(client, url)[name] == value.strip()
        assert 'class="f err' in answer.content.decode()
        right["revision"] = inputs(client, url)["revision"]
        client.post(url, right | {"do": "save"})
        assert not client.get(reverse("forms:sketch", args=[sketch.ref])).context["faults"], typed


def test_what_is_wrong_is_not_proposed(client, sketch):
    change(client, part(sketch, "s1f2"), indicator="cases.nothing")
    overview = text_of(client.get(reverse("forms:sketch", args=[sketch.ref])))
    assert "1 chỗ phải sửa trước khi trình" in overview
    refused = client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": 2}, follow=True)
    assert "Chưa trình" in text_of(refused)
    assert Sketch.objects.exists()


def test_the_frame_of_a_form_is_checked_too(client, sketch):
    url = reverse("forms:general", args=[sketch.ref])
    for typed, words in WRONG_FRAME:
        right = inputs(client, url)
        assert words.lower() in text_of(change(client, url, **typed)).lower(), typed
        name, value = next(iter(typed.items()))
        assert inputs(client, url)[name] == value
        right["revision"] = inputs(client, url)["revision"]
        client.post(url, right | {"do": "save"})


def test_hostile_labels_are_shown_as_they_are(client, sketch):
    label = "<script>alert(1)</script>\u202e{left}\"'&"
    answer = change(client, part(sketch, "s1f2"), label_vi=label)
    assert "<script>alert" not in answer.content.decode()
    for name in ("sketch", "changes", "source", "sketch-preview"):
        page = client.get(reverse(f"forms:{name}", args=[sketch.ref]))
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert label in html.unescape(page.content.decode()).replace('\\"', '"')


def test_parts_are_added_moved_removed_and_taken_back(client, sketch):
    tree = reverse("forms:arrange", args=[sketch.ref])

    def codes() -> list[str]:
        sketch.refresh_from_db()
        return [field["code"] for field in sketch.data["sections"][0]["fields"]]

    def press(**button: str):
        sketch.refresh_from_db()
        return client.post(tree, {"revision": sketch.revision, **button}, follow=True)

    before = codes()
    new = part(sketch, f"s1f{len(before) + 1}")
    change(client, new, label_vi="Ca nghi", label_en="Suspected", indicator="cases.severe",
           kind="stock", code="f0_suspect")  # fmt: skip
    assert codes() == [*before, "f0_suspect"]
    press(up=f"s1f{len(before) + 1}")
    assert codes()[-2:] == ["f0_suspect", before[-1]]
    press(down=f"s1f{len(before)}")
    press(down=f"s1f{len(before) + 1}")  # into the next section
    assert codes() == before
    assert sketch.data["sections"][1]["fields"][0]["code"] == "f0_suspect"
    press(remove="s2f1")
    assert "f0_suspect" not in str(sketch.refresh_from_db() or sketch.data)
    client.post(reverse("forms:undo", args=[sketch.ref]), {"revision": sketch.revision})
    assert "f0_suspect" in str(sketch.refresh_from_db() or sketch.data)
    revision = sketch.revision
    for nothing in ({"up": "s1"}, {"up": "s99"}, {"remove": "x"}, {"down": "r999"}, {}):
        assert press(**nothing).status_code == 200
    assert codes() == before
    assert sketch.revision == revision
    assert client.get(part(sketch, "s99f1")).status_code == 404
    assert client.get(part(sketch, "s1f99")).status_code == 404


def test_a_field_of_another_code_keeps_its_rules(client, sketch):
    change(client, part(sketch, "s1f2"), code="f0_near")
    sketch.refresh_from_db()
    assert sketch.data["sections"][0]["fields"][0]["formula"]["sum"][0] == "f0_near"
    assert "f0_community" not in str(sketch.data)
    page = text_of(client.get(reverse("forms:changes", args=[sketch.ref])))
    assert "Bỏ ô “Trong đó phát hiện tại cộng đồng”" in page


def test_a_second_window_is_told_and_loses_nothing(client, sketch):
    url = part(sketch, "s1f2")
    old = inputs(client, url)
    change(client, part(sketch, "s1"), title_vi="Ca")
    answer = client.post(url, old | {"do": "save", "label_vi": "gõ ở cửa sổ kia"})
    assert answer.status_code == 409
    assert "cửa sổ khác" in text_of(answer)
    assert 'value="gõ ở cửa sổ kia"' in answer.content.decode()
    fresh = re.search(r'name="revision" value="(\d+)"', answer.content.decode())
    assert fresh
    client.post(url, old | {"do": "save", "label_vi": "gõ ở cửa sổ kia", "revision": fresh[1]})
    sketch.refresh_from_db()
    assert sketch.data["sections"][0]["title"]["vi"] == "Ca"
    assert sketch.data["sections"][0]["fields"][1]["label"]["vi"] == "gõ ở cửa sổ kia"


def test_an_indicator_is_found_by_words_and_taken(client, sketch):
    found = client.get(reverse("forms:indicators", args=[sketch.ref]), {"q": "nang"})
    assert "cases.severe" in found.content.decode()
    url = part(sketch, "s1f2")
    answer = client.post(url, inputs(client, url) | {"do": "find", "indicator": "ca nặng"})
    assert 'value="cases.severe"' in answer.content.decode()
    change(client, url, take="cases.severe", do="")
    sketch.refresh_from_db()
    field = sketch.data["sections"][0]["fields"][1]
    assert (field["indicator"], field["kind"], field["stratum"]) == ("cases.severe", "stock", "")


def test_an_indicator_of_the_installation_is_found(client, sketch):
    from phaodai.indicators import catalogue
    from phaodai.vocabulary.measures import Kind

    wordings = {"label_vi": "Gói thuốc", "label_en": "Parcels", "definition_vi": "Gói đã phát",
                "definition_en": "Handed out"}  # fmt: skip
    catalogue.add_local(actor=OPERATOR, code="local.parcels", kind=Kind.FLOW, measure="pieces",
                        now=NOW, **wordings)  # fmt: skip
    found = client.get(reverse("forms:indicators", args=[sketch.ref]), {"q": "goi thuoc"})
    assert "local.parcels" in found.content.decode()


def test_a_rule_is_said_in_words_and_gets_a_sentence(client, sketch):
    new = part(sketch, f"r{len(sketch.data['rules']) + 1}")
    answer = change(
        client, new, code="limit", at="f0_died", expect_kind="at_most", expect_left="f0_died",
        expect_right="before(f0_current) + 5",
    )  # fmt: skip
    words = "“Tử vong trong ngày” không lớn hơn “F0 đang quản lý” kỳ trước + 5."
    assert f"Nghĩa là: {words}" in text_of(answer)
    sketch.refresh_from_db()
    assert sketch.data["rules"][-1]["expect"] == {
        "at_most": ["f0_died", {"sum": [{"previous": "f0_current"}, 5]}]
    }
    assert "{left}" in sketch.data["rules"][-1]["text"]["vi"]
    assert not client.get(reverse("forms:sketch", args=[sketch.ref])).context["faults"]


def test_the_source_goes_both_ways(client, sketch):
    url = reverse("forms:source", args=[sketch.ref])
    text = inputs(client, url)["source"]
    assert text == write_toml(sketch.data)
    typed = "# vì sao\r\n" + text.replace('cutoff = "10:00"', 'cutoff = "09:00"')
    client.post(url, {"revision": 1, "source": typed})
    sketch.refresh_from_db()
    assert sketch.data["schedule"]["cutoff"] == "09:00"
    assert inputs(client, url)["source"] == typed.replace("\r\n", "\n")

    answer = client.post(url, {"revision": 2, "source": "title = ["}, follow=True)
    assert "không đọc được TOML" in text_of(answer)
    assert inputs(client, url)["source"] == "title = ["
    assert "lần đọc được cuối" in text_of(client.get(reverse("forms:sketch", args=[sketch.ref])))
    client.post(url, {"revision": 3, "source": "title = [", "do": "drop"})
    sketch.refresh_from_db()
    assert (sketch.is_source_broken, sketch.data["schedule"]["cutoff"]) == (False, "09:00")


def test_ten_thousand_fields_are_told_in_one_sentence(client, sketch):
    field = '[[sections.fields]]\ncode="a"\n'
    source = '[[sections]]\ncode="s"\n' + field * 10_000
    url = reverse("forms:source", args=[sketch.ref])
    answer = client.post(url, {"revision": 1, "source": source}, follow=True)
    assert "có 10000 ô, nhiều nhất là 300" in text_of(answer)


def test_the_preview_is_the_page_of_the_commune_and_files_nothing(client, sketch):
    url = reverse("forms:sketch-preview", args=[sketch.ref])
    page = client.get(url)
    content = page.content.decode()
    assert 'id="report"' in content
    assert f'action="{url}"' in content
    assert "đúng như xã thấy" in text_of(page)
    judged_by = re.search(r'data-definition="([^"]*)"', content)
    assert judged_by
    assert client.get(judged_by[1]).json()["form"]["code"] == FORM
    answer = client.post(url, {"v-f0_community": "-1", "do": "send"})
    assert "nhỏ hơn 0" in text_of(answer)
    assert not Submission.objects.exists()

    change(client, part(sketch, "s1f2"), indicator="")
    answer = client.get(url)
    assert answer.status_code == 422
    assert "mỗi ô số phải gắn với một chỉ tiêu" in text_of(answer)


def test_what_it_means_is_told_before_it_is_proposed(client, sketch):
    fields = [field for section in sketch.data["sections"] for field in section["fields"]]
    used = str(sketch.data["rules"]) + str([field.get("formula") for field in fields])
    place = next(
        f"s{s}f{f}"
        for s, section in enumerate(sketch.data["sections"], start=1)
        for f, field in enumerate(section["fields"], start=1)
        if f"'{field['code']}'" not in used and "indicator" in field and s > 1
    )
    client.post(reverse("forms:arrange", args=[sketch.ref]), {"revision": 1, "remove": place})
    page = text_of(client.get(reverse("forms:changes", args=[sketch.ref])))
    assert "Số thôi công bố" in page
    assert "chưa có số liệu" in page
    assert "1 cơ quan, như trước" in page


def test_a_form_is_taken_over_for_another_disease_in_three_steps(client, analyst):
    url = reverse("forms:copy", args=[FORM])
    assert "Sốt xuất huyết Dengue" in text_of(client.get(url))
    page = client.get(url, {"disease": "dengue"}).content.decode()
    ticked = re.findall(r'name="field" value="([^"]+)" checked', page)
    assert "f0_new" in ticked
    assert "places_prepared" not in ticked
    page = client.get(url, {"disease": "dengue", "step": "3", "field": ticked})
    assert (
        "Báo cáo ngày của xã về phòng, chống COVID-19 – Sốt xuất huyết Dengue" in text_of(page)
        or "Sốt xuất huyết Dengue" in page.content.decode()
    )
    sent = {"disease": "dengue", "step": "3", "field": ticked, "do": "begin"}
    answer = client.post(url, {**sent, "code": FORM})
    assert answer.status_code == 422
    assert "chọn mã khác" in text_of(answer)
    client.post(url, {**sent, "code": "dengue-daily", "title_vi": "Sốt xuất huyết, ngày"})
    made = Sketch.objects.get()
    assert made.code == "dengue-daily"
    fields = [field for section in made.data["sections"] for field in section["fields"]]
    assert {field.get("disease", "dengue") for field in fields} <= {"dengue", ""}
    assert not client.get(reverse("forms:sketch", args=[made.ref])).context["faults"]
    client.post(reverse("forms:propose", args=[made.ref]), {"revision": made.revision})
    assert Form.objects.filter(code="dengue-daily").exists()


def test_a_copy_of_nothing_and_for_no_disease_is_refused(client, analyst):
    url = reverse("forms:copy", args=[FORM])
    assert "Chọn một bệnh" in text_of(client.get(url, {"disease": "gout"}))
    answer = client.post(url, {"disease": "dengue", "step": "3", "do": "begin"})
    assert "Chưa chọn ô nào" in text_of(answer)
    assert not Sketch.objects.exists()


def test_a_sketch_is_thrown_away_only_twice_said(client, sketch):
    url = reverse("forms:drop", args=[sketch.ref])
    client.post(url)
    assert Sketch.objects.exists()
    client.post(url, {"sure": "yes"})
    assert not Sketch.objects.exists()


def test_a_neighbour_does_not_reach_a_sketch(client_of, places, sketch):
    other = client_of(make_user(at=places.province_committee, role=Role.ANALYST))
    for name in ("sketch", "general", "source", "sketch-preview", "changes", "sketch-trial"):
        assert other.get(reverse(f"forms:{name}", args=[sketch.ref])).status_code == 404
    for name in ("arrange", "undo", "drop", "rebase", "propose"):
        assert other.post(reverse(f"forms:{name}", args=[sketch.ref])).status_code == 404
    assert Sketch.objects.get().revision == 1


def test_pages_are_english_for_who_reads_english(client, sketch):
    client.cookies["django_language"] = "en"
    change(client, part(sketch, "r2"), expect_tolerance="1")
    for name in ("sketch", "general", "source", "changes", "sketch-trial"):
        page = client.get(reverse(f"forms:{name}", args=[sketch.ref])).content.decode()
        assert '<html lang="en"' in page
    page = text_of(client.get(reverse("forms:changes", args=[sketch.ref])))
    assert "0 → 1" in page


def test_who_has_begun_a_report_is_told_of_the_new_version(client_of, client, sketch, reporter):
    phone = client_of(reporter)
    url = f"/reports/{FORM}/{TOMORROW.isoformat()}/"
    page = phone.get(url).content.decode()
    fields = {name: hidden(page, name) for name in ("id", "base", "version")}
    phone.post(url, fields | {"v-f0_died": "3", "do": "draft"})
    change(client, part(sketch, "s1"), title_vi="Ca")
    meaning = text_of(client.get(reverse("forms:changes", args=[sketch.ref])))
    assert "1 báo cáo đang điền theo bản trước" in meaning
    client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": 2})
    version = FormVersion.objects.get(number=2, form__code=FORM)
    forms.approve(actor=OPERATOR, version=version.ref, first_day=TOMORROW, now=NOW)

    answer = phone.get(url)
    assert "Phiên bản 1 của mẫu đã thay: kỳ này dùng phiên bản 2" in text_of(answer)
    page = answer.content.decode()
    assert re.search(r'name="v-f0_died"[^>]* value="3"', page)
    fields = {name: hidden(page, name) for name in ("id", "base", "version")}
    phone.post(url, fields | {"v-f0_died": "4", "do": "draft"})
    assert "đã thay" not in text_of(phone.get(url))
    assert Draft.objects.get().values == {"f0_died": "4"}


def test_who_may_approve_finds_what_waits_on_his_first_page(client, client_of, sketch, chairman):
    boss = client_of(chairman)
    change(client, part(sketch, "s1f2"), label_vi="F0 ở cộng đồng")
    sketch.refresh_from_db()
    assert "Biểu mẫu chờ phê duyệt" not in text_of(boss.get("/"))
    client.post(reverse("forms:propose", args=[sketch.ref]), {"revision": sketch.revision})
    page = boss.get("/")
    assert "Biểu mẫu chờ phê duyệt" in text_of(page)
    assert "Phú Thị Mỹ Linh" in text_of(page)
    assert reverse("forms:version", args=[FORM, 2]) in page.content.decode()
    assert "Biểu mẫu chờ phê duyệt" not in text_of(client.get("/"))


def test_a_form_is_ended_with_a_reason_and_the_end_taken_back(client, client_of, chairman):
    boss, page, url = client_of(chairman), f"/forms/{FORM}/", f"/forms/{FORM}/end/"
    assert "Kết thúc mẫu" not in text_of(client.get(page))
    assert "Kết thúc mẫu này" in text_of(boss.get(page))
    day = f"{TOMORROW:%d/%m/%Y}"
    answer = boss.post(url, {"do": "end", "last_day": day, "reason": ""})
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode()
    past = boss.post(url, {"do": "end", "last_day": "01/12/2021", "reason": "QĐ 7"})
    assert "Ngày cuối đã qua; chọn hôm nay (23/12/2021)" in text_of(past)
    assert boss.post(url, {"do": "end", "last_day": day, "reason": "QĐ 7"}).status_code == 302
    assert f"Mẫu kết thúc sau ngày {day}" in text_of(client.get(page))
    assert boss.post(url, {"do": "resume", "last_day": "", "reason": "QĐ 8"}).status_code == 302
    assert Form.objects.get(code=FORM).last_day is None
    assert boss.post("/forms/none/end/", {"last_day": day, "reason": "x"}).status_code == 404
    assert client.post(url, {"do": "end", "last_day": day, "reason": "x"}).status_code == 404
