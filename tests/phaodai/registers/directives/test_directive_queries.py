from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.registers.directives import queries
from phaodai.registers.directives.queries import BoardFilter, BoardOrder, DocumentFilter
from phaodai.registers.directives.states import DueKind
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.factories.directives import cited, due, order, reading
from tests.phaodai.registers.directives.conftest import post_at

DAILY = due("recurring", rrule="FREQ=DAILY", time="10:00")


def by(day, **fields):
    return due("date", date=day, **fields)


def names(found):
    return [row.name.number for row in found.rows]


def listed(actor=OPERATOR, page=1, size=50, **wanted):
    return queries.list_documents(
        actor=actor, wanted=DocumentFilter(**wanted), page=page, size=size
    )


def board(actor=OPERATOR, order=BoardOrder.DUE, page=1, size=50, **wanted):
    return queries.get_board(
        actor=actor, wanted=BoardFilter(**wanted), order=order, page=page, size=size
    )


@pytest.fixture
def three(keep):
    return [
        keep(
            reading(
                order("Hòa Bình tiêm chủng.", deadline=by("2021-12-31")),
                order(
                    "UBND các xã, thị trấn báo cáo.",
                    lead=("UBND các xã, thị trấn",),
                    deadline=DAILY,
                ),
                number="1",
                subject="tiêm vắc xin",
                urgency="khẩn",
            )
        ),
        keep(
            reading(
                order("Trung tâm Y tế huyện rà soát.", lead=("Trung tâm Y tế huyện",)),
                order(
                    "Công an huyện, Trung tâm Y tế huyện trực.",
                    lead=("Công an huyện", "Trung tâm Y tế huyện"),
                    deadline=by("2021-10-01"),
                ),
                number="2",
                day="2021-11",
                subject="uỷ quyền",
            )
        ),
        keep(
            reading(
                order("Làm ngay.", deadline=due("immediate")),
                number="3",
                day=None,
                issuer="Huyện ủy Mai Sơn",
                symbol="CV/HU",
            )
        ),
    ]


def test_the_latest_come_first_and_the_undated_last(three):
    found = listed()
    assert names(found) == ["2", "1", "3"]
    assert found.rows[1].n_proposals == 2
    assert (found.rows[0].n_undated, found.rows[1].n_undated) == (1, 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hoa binh", ["1"]),
        ("hoà  bình", ["1"]),
        ("HÒA BÌNH", ["1"]),
        ("ủy quyền", ["2"]),
        ("uy quyen trung tam", ["2"]),
        ("cv/hu", ["3"]),
        ("3-cv", []),
        ("mai son", ["2", "1", "3"]),
        ("đà nẵng", []),
        ("%", []),
        ("_", []),
    ],
)
def test_search_folds_accents_and_wants_every_word(three, words, expected):
    assert names(listed(words=words)) == expected


def test_filters(three):
    assert names(listed(urgency="khẩn")) == ["1"]
    assert names(listed(urgency="")) == ["2", "3"]
    assert names(listed(issuer="Huyện ủy Mai Sơn")) == ["3"]
    assert names(listed(doc_type="thông báo")) == []
    assert names(listed(first=date(2021, 10, 1))) == ["2"]
    assert names(listed(last=date(2021, 9, 9))) == ["1"]


def test_pages(three):
    assert names(listed(size=2)) == ["2", "1"]
    last = listed(size=2, page=2)
    assert names(last) == ["3"]
    assert (last.page.first, last.page.last, last.page.n_pages) == (3, 3, 2)
    assert names(listed(size=2, page=99)) == ["3"]


def test_nothing_is_one_empty_page(db):
    found = listed()
    assert (found.page.total, found.page.n_pages, found.page.first) == (0, 1, 0)


def test_a_number_is_found_with_or_without_its_symbol(three):
    for text in ("3", "3/CV-HU", "3 / CV/HU", "03"):
        assert [ref for ref, _ in queries.find_by_number(actor=OPERATOR, text=text)] == [
            three[2].ref
        ]
    assert queries.find_by_number(actor=OPERATOR, text="9") == []
    assert queries.find_by_number(actor=OPERATOR, text="") == []


def test_a_list_shows_what_is_in_sight(sonla, three, keep):
    keep(reading(number="9", issuer="Ủy ban nhân dân huyện Yên Châu"), keeper=sonla.next_committee)
    assert len(listed(post_at(sonla.province_committee)).rows) == 4
    assert len(listed(post_at(sonla.committee)).rows) == 3
    assert names(listed(post_at(sonla.next_committee))) == ["9"]
    assert listed(post_at(sonla.police)).rows == []
    assert listed(post_at(sonla.police)).issuers == []
    assert listed(post_at(sonla.committee, Role.ADMINISTRATOR)).rows == []
    assert listed(Actor(name="nobody")).rows == []
    found = board(post_at(sonla.police))
    assert (list(found.rows), found.counts, list(found.leads)) == ([], {}, [])
    assert list(found.documents) == []


def test_a_superior_out_of_sight_is_only_named(sonla, keep):
    top = keep(
        reading(order("Trên."), number="7", symbol="TB-UBND", issuer="Ủy ban nhân dân tỉnh Sơn La"),
        keeper=sonla.province_committee,
    )
    low = keep(
        reading(carries_out=[cited("7", "TB-UBND", "2021-09-09")], number="8"),
        keeper=sonla.province_committee,
    )
    district = post_at(sonla.committee)  # the issuer of 8, which the province keeps
    detail = queries.get_document(actor=district, ref=low.ref)
    assert [link.ref for link in detail.links] == [None]
    [above] = queries.get_chain(actor=district, ref=low.ref).up
    assert (above.ref, above.name.number, above.subject) == (None, "7", "")
    mine = queries.get_chain(actor=post_at(sonla.province_committee), ref=low.ref)
    assert mine.up[0].ref == top.ref


def test_the_board_begins_with_the_nearest_day_and_ends_without_any(three):
    found = board()
    assert [row.proposal.due.kind for row in found.rows] == [
        DueKind.DATE,
        DueKind.DATE,
        DueKind.IMMEDIATE,
        DueKind.RECURRING,
        DueKind.NONE,
    ]
    assert found.rows[0].proposal.due.day == date(2021, 10, 1)
    assert found.counts == {
        DueKind.DATE: 2,
        DueKind.IMMEDIATE: 1,
        DueKind.RECURRING: 1,
        DueKind.NONE: 1,
    }
    assert found.n_documents == 3


def test_the_board_by_body_shows_a_proposal_under_each_lead(three):
    found = board(order=BoardOrder.BODY)
    assert found.page.total == 6
    assert sum(found.counts.values()) == 5
    groups = [row.group_key for row in found.rows]
    assert groups == sorted(groups, key=lambda key: (key == "", groups.index(key)))
    assert groups[-2:] == ["", ""]  # who has no lead stands last
    assert [len([g for g in groups if g == key]) for key in dict.fromkeys(groups)][-1] == 2


def test_the_board_by_document_keeps_the_order_of_the_text(three):
    found = board(order=BoardOrder.DOCUMENT)
    assert [(row.document_name.number, row.proposal.ordinal) for row in found.rows] == [
        ("2", 1),
        ("2", 2),
        ("1", 1),
        ("1", 2),
        ("3", 1),
    ]


def test_filters_of_the_board(sonla, three):
    def numbers(**wanted):
        return sorted(row.document_name.number for row in board(**wanted).rows)

    assert numbers(words="RA SOAT") == ["2"]
    assert numbers(due_kind=DueKind.RECURRING) == ["1"]
    assert numbers(document=three[2].ref) == ["3"]
    # A commune is meant by "UBND các xã, thị trấn" of its district and by nothing else.
    assert numbers(unit=UnitRef(sonla.commune.ref)) == ["1"]
    assert numbers(unit=UnitRef(sonla.next_commune_committee.unit.ref)) == []
    assert numbers(unit=UnitRef(sonla.district.ref)) == ["2", "2"]
    leads = {lead.label: lead for lead in board().leads}
    label = next(label for label in leads if label.startswith("Trung tâm Y tế"))
    assert leads[label].n == 2
    assert numbers(lead=leads[label].key) == ["2", "2"]


def test_pages_of_the_board(three):
    found = board(size=2, page=3)
    assert len(found.rows) == 1
    assert (found.page.first, found.page.total) == (5, 5)


def count_queries(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


@pytest.mark.parametrize("order_of", list(BoardOrder))
def test_the_number_of_queries_does_not_grow(sonla, keep, order_of):
    actor = post_at(sonla.committee)

    def add(n):
        return keep(
            reading(
                *(
                    order(
                        f"UBND các xã, thị trấn làm việc {n} {i}.", lead=("UBND các xã, thị trấn",)
                    )
                    for i in range(n)
                ),
                number=str(n),
                carries_out=[cited("1", "TB/TU", "2021-09-01")],
            )
        )

    first = add(2)
    few = (
        count_queries(lambda: listed(actor)),
        count_queries(lambda: board(actor, order_of)),
        count_queries(lambda: queries.get_document(actor=actor, ref=first.ref)),
    )
    for n in range(3, 12):
        last = add(n)
    many = (
        count_queries(lambda: listed(actor)),
        count_queries(lambda: board(actor, order_of)),
        count_queries(lambda: queries.get_document(actor=actor, ref=last.ref)),
    )
    assert few == many
    assert max(many) <= 9
