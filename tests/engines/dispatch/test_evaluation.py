"""The measure itself: a perfect reading scores 1, and every planted error lowers its own row."""

from copy import deepcopy

import pytest

from phaodai.engines.dispatch.evaluation import (
    HEADER_FIELDS,
    Scores,
    Tally,
    evaluate,
    match_obligations,
    total,
)

TEXT = "Sở Y tế báo cáo trước 10h00 hàng ngày. Các xã không để hộ nào thiếu đói. " * 2


def body(text, start, by="clause"):
    return {"text": text, "span": [start, start + len(text)], "by": by}


def due(kind="none", **values):
    keys = ("date", "time", "rrule", "duration", "working_days", "from", "text", "span")
    return {"kind": kind} | dict.fromkeys(keys) | values


def order(clause, span, **values):
    return {
        "clause": clause,
        "span": span,
        "lead": [],
        "coordinate": [],
        "accountable": [],
        "scope": [],
        "due": due(),
        "targets": [],
    } | values


@pytest.fixture
def gold():
    notice = {
        "type": "thông báo",
        "number": "12",
        "symbol": "TB/TU",
        "date": {"value": "2021-11-04", "precision": "day"},
        "issuer": "Thường trực Tỉnh ủy",
    }
    target = {
        "indicator": "welfare.households_hungry",
        "disease": None,
        "stratum": None,
        "comparator": "=",
        "value": 0,
        "unit": "count",
        "by": None,
        "span": [45, 70],
    }
    return {
        "document": {
            "type": "công văn",
            "number": "7",
            "symbol": "UBND-YT",
            "issuer": "Ủy ban nhân dân huyện Hòa An",
            "parent_issuer": None,
            "place": "Hòa An",
            "date": {"value": "2021-11-05", "precision": "day"},
            "urgency": "khẩn",
            "subject": "phòng, chống dịch",
            "addressees": ["Sở Y tế", "Các xã"],
            "recipients": ["Như trên", "Lưu: VT"],
            "carries_out": [notice],
            "bases": [],
            "references": [notice | {"number": "13"}],
            "enclosures": ["Thông báo số 12-TB/TU"],
            "signer": {"authority": ["KT."], "post": "Phó Chủ tịch", "name": "Lê Hòa"},
        },
        "clauses": [
            {"path": "1", "span": [0, 38], "heading": None},
            {"path": "2", "span": [39, 73], "heading": None},
        ],
        "obligations": [
            order(
                "1",
                [0, 38],
                lead=[body("Sở Y tế", 0)],
                coordinate=[body("Các xã", 39, "parent")],
                scope=[{"level": "agency", "within": "huyện", "text": "Sở Y tế"}],
                due=due("recurring", rrule="FREQ=WEEKLY;BYDAY=MO", time="10:00"),
            ),
            order(
                "2",
                [39, 73],
                lead=[body("Các xã", 39)],
                accountable=[body("Các xã", 39)],
                scope=[{"level": "commune", "within": "huyện", "text": "Các xã"}],
                due=due("standing"),
                targets=[target],
            ),
        ],
        "warnings": [{"code": "no_number", "span": None}],
    }


def lowered(gold, read):
    """Name the rows that are not perfect."""
    return {n for n, t in evaluate(gold, read, TEXT).tallies.items() if t.f1 < 1}


def test_a_perfect_reading_scores_one_everywhere(gold):
    scores = evaluate(gold, deepcopy(gold), TEXT)
    assert {row[0]: row[3] for row in scores.as_rows()} == dict.fromkeys(scores.tallies, 1.0)
    assert scores.differences == ()
    assert scores["header"] == Tally(len(HEADER_FIELDS), len(HEADER_FIELDS), len(HEADER_FIELDS))


HEADER_ERRORS = {
    "type": "kế hoạch",
    "number": "8",
    "symbol": "UBND-VP",
    "issuer": "Ủy ban nhân dân huyện Hòa Bình",
    "parent_issuer": "Ủy ban nhân dân tỉnh",
    "place": "Hà Nội",
    "date": {"value": "2021-11", "precision": "month"},
    "urgency": "",
    "subject": "phòng dịch",
    "addressees": ["Sở Y tế"],
    "recipients": [],
    "carries_out": [],
    "bases": [
        {
            "type": "luật",
            "number": None,
            "symbol": None,
            "date": {"value": None, "precision": "none"},
            "issuer": None,
        }
    ],
    "references": [],
    "enclosures": [],
}


@pytest.mark.parametrize("name", HEADER_ERRORS)
def test_an_error_in_a_header_field_lowers_that_field(gold, name):
    read = deepcopy(gold)
    read["document"][name] = HEADER_ERRORS[name]
    assert lowered(gold, read) == {"header", f"header.{name}"}


@pytest.mark.parametrize(
    ("name", "value"), [("authority", ["TM."]), ("post", "Chủ tịch"), ("name", "Lê Hoa")]
)
def test_an_error_in_the_signer_lowers_that_part(gold, name, value):
    read = deepcopy(gold)
    read["document"]["signer"][name] = value
    assert lowered(gold, read) == {"header", f"header.signer_{name}"}


def test_a_missing_signer_lowers_its_three_parts(gold):
    read = deepcopy(gold)
    read["document"]["signer"] = None
    assert lowered(gold, read) == {
        "header",
        "header.signer_authority",
        "header.signer_post",
        "header.signer_name",
    }


def test_the_issuer_of_a_named_document_is_scored_apart(gold):
    read = deepcopy(gold)
    read["document"]["carries_out"][0]["issuer"] = "Tỉnh ủy"
    assert lowered(gold, read) == {"document_issuers"}


def test_half_of_a_list_is_worth_part_of_a_point(gold):
    read = deepcopy(gold)
    read["document"]["addressees"] = ["Sở Y tế"]
    assert evaluate(gold, read, TEXT)["header.addressees"].right == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "ỦY BAN NHÂN DÂN  HUYỆN HOÀ AN"),
        ("issuer", "Uỷ ban nhân dân huyện\nHòa An"),
        ("subject", "V/v phòng, chống dịch."),
        ("subject", "Về việc phòng, chống dịch"),
        ("recipients", ["Như trên;", "Lưu: VT."]),
        ("addressees", ["Các xã (t/h)", "**Sở Y tế**"]),
    ],
)
def test_writing_that_says_the_same_is_right(gold, name, value):
    read = deepcopy(gold)
    read["document"][name] = value
    assert lowered(gold, read) == set()


def change(path, value):
    """Return a copier that replaces one value in the first or second obligation."""

    def apply(reading):
        index, *keys = path
        place = reading["obligations"][index]
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value

    return apply


@pytest.mark.parametrize(
    ("plant", "rows"),
    [
        (change([0, "lead"], []), {"lead"}),
        (change([0, "lead", 0, "text"], "Sở Công Thương"), {"lead"}),
        (change([0, "lead", 0], {"text": "Y tế", "span": None, "by": "clause"}), {"lead"}),
        (change([0, "lead", 0, "by"], "addressees"), {"lead_by"}),
        (change([0, "coordinate"], []), {"coordinate"}),
        (change([0, "accountable"], [body("Sở Y tế", 0)]), {"accountable"}),
        (change([1, "accountable"], []), {"accountable"}),
        (change([0, "scope", 0, "level"], "district"), {"scope"}),
        (change([0, "due", "time"], "09:00"), {"deadlines", "deadlines_stated"}),
        (change([1, "due", "kind"], "none"), {"deadlines"}),
        (change([1, "due"], due("date", date="2021-11-30")), {"deadlines", "deadlines_stated"}),
        (change([1, "targets"], []), {"targets"}),
        (change([1, "targets", 0, "value"], 1), {"targets"}),
        (change([1, "targets", 0, "comparator"], ">="), {"targets"}),
        (change([1, "targets", 0, "by"], "2021-11-30"), {"targets"}),
        (change([0, "clause"], "1.1"), {"obligation_clauses"}),
    ],
)
def test_an_error_in_an_obligation_lowers_its_row(gold, plant, rows):
    read = deepcopy(gold)
    plant(read)
    assert lowered(gold, read) == rows


@pytest.mark.parametrize(
    "plant",
    [
        change([0, "due", "rrule"], "BYDAY=MO;FREQ=WEEKLY"),
        change([0, "due", "working_days"], False),
        change([0, "due", "span"], [16, 37]),
        change([0, "lead", 0, "text"], "sở y tế"),
        change([0, "lead", 0, "text"], "Sở Y tê"),
        change([1, "targets", 0, "stratum"], "none"),
        change([1, "targets", 0, "span"], [46, 70]),
        change([0, "span"], [0, 30]),
        change([1, "targets", 0, "comparator"], "<="),
        change([1, "targets", 0, "disease"], "covid-19"),
    ],
)
def test_differences_that_do_not_matter(gold, plant):
    read = deepcopy(gold)
    plant(read)
    assert lowered(gold, read) == set()


def set_target(reading, **values):
    reading["obligations"][1]["targets"][0].update(values)


def test_below_a_level_is_at_most_the_one_under_it(gold):
    read = deepcopy(gold)
    set_target(gold, unit="level", comparator="<", value=3)
    set_target(read, unit="level", comparator="<=", value=2)
    assert lowered(gold, read) == set()
    set_target(read, unit="level", comparator=">", value=3)
    assert lowered(gold, read) == {"targets"}


def test_below_a_share_is_not_at_most_another(gold):
    read = deepcopy(gold)
    set_target(gold, unit="percent", comparator="<", value=3)
    set_target(read, unit="percent", comparator="<=", value=2)
    assert lowered(gold, read) == {"targets"}


def test_the_disease_of_a_target_counts_where_gold_names_it(gold):
    set_target(gold, disease="COVID-19")
    read = deepcopy(gold)
    set_target(read, disease="covid-19")
    assert lowered(gold, read) == set()
    set_target(read, disease="dengue")
    assert lowered(gold, read) == {"targets"}


def test_body_texts_may_come_from_the_spans(gold):
    bare = deepcopy(gold)
    for obligation in bare["obligations"]:
        for name in ("lead", "coordinate", "accountable"):
            for one in obligation[name]:
                del one["text"]
    assert lowered(bare, gold) == set()


def test_a_missed_obligation_takes_what_hangs_on_it_along(gold):
    read = deepcopy(gold)
    del read["obligations"][1]
    scores = evaluate(gold, read, TEXT)
    assert scores["obligations"] == Tally(1, 2, 1)
    assert scores["deadlines"].recall == 0.5
    assert scores["targets"].recall == 0
    assert scores["lead"] == Tally(1, 2, 1)
    assert [d.read for d in scores.differences if d.field == "obligations"] == [None]


def test_an_invented_obligation_costs_precision_alone(gold):
    read = deepcopy(gold)
    read["obligations"].append(order("3", [80, 100], lead=[body("Sở Y tế", 80)]))
    scores = evaluate(gold, read, TEXT)
    assert scores["obligations"].precision == pytest.approx(2 / 3)
    assert scores["obligations"].recall == 1
    assert scores["lead"].precision == pytest.approx(2 / 3)
    assert scores["deadlines"].f1 == 1


@pytest.mark.parametrize(("end", "pairs"), [(50, [(0, 0)]), (49, [])])
def test_obligations_match_from_half_an_overlap(end, pairs):
    assert match_obligations([{"span": [0, 100]}], [{"span": [0, end]}]) == pairs


def test_the_largest_overlap_matches_first():
    gold = [{"span": [0, 10]}, {"span": [0, 12]}]
    assert match_obligations(gold, [{"span": [0, 12]}, {"span": [0, 10]}]) == [(0, 1), (1, 0)]


def test_empty_spans_never_match():
    assert match_obligations([{"span": [3, 3]}], [{"span": [3, 3]}]) == []


def test_clauses_need_the_same_path_at_the_same_place(gold):
    read = deepcopy(gold)
    read["clauses"][0]["path"] = "I"
    read["clauses"][1]["span"] = [100, 110]
    scores = evaluate(gold, read, TEXT)
    assert scores["clauses"] == Tally(0, 2, 2)
    assert lowered(gold, read) == {"clauses"}


def test_only_warnings_of_the_text_are_scored(gold):
    read = deepcopy(gold)
    read["warnings"] += [{"code": "unknown_body", "span": [0, 7]}]
    assert lowered(gold, read) == set()
    read["warnings"] = [{"code": "two_documents", "span": None}]
    assert lowered(gold, read) == {"warnings"}


def test_an_empty_gold_and_an_empty_reading_agree(gold):
    for name in ("clauses", "obligations", "warnings"):
        gold[name] = []
    scores = evaluate(gold, deepcopy(gold), TEXT)
    assert scores["obligations"] == Tally(0, 0, 0)
    assert min(t.f1 for t in scores.tallies.values()) == 1


def test_reading_something_into_an_empty_gold_scores_zero(gold):
    empty = deepcopy(gold) | {"obligations": []}
    assert evaluate(empty, gold, TEXT)["obligations"].f1 == 0


@pytest.mark.parametrize("span", [[-1, 4], [5, 4], [0, len(TEXT) + 1]])
def test_spans_outside_the_text_are_refused(gold, span):
    bad = deepcopy(gold)
    bad["obligations"][0]["lead"][0]["span"] = span
    with pytest.raises(ValueError, match="read has the span"):
        evaluate(gold, bad, TEXT)
    with pytest.raises(ValueError, match="gold has the span"):
        evaluate(bad, gold, TEXT)


def test_scores_add_up_over_dispatches(gold):
    worse = deepcopy(gold)
    worse["obligations"] = []
    both = total([evaluate(gold, gold, TEXT), evaluate(gold, worse, TEXT)])
    assert both["obligations"] == Tally(2, 4, 2)
    assert both["obligations"].f1 == pytest.approx(2 / 3)
    assert total([]) == Scores({})


def test_the_table_and_the_dictionary_hold_every_row(gold):
    scores = evaluate(gold, gold, TEXT)
    assert len(scores.table().splitlines()) == len(scores.tallies) + 1
    assert scores.as_dict()["lead"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "right": 2,
        "gold": 2,
        "read": 2,
    }
