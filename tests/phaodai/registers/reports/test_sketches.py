"""Forms are written in sketches that are kept at each step, and proposed once they are whole."""

from datetime import timedelta
from uuid import uuid4

import pytest

from phaodai.engines.forms.tables import BadForm
from phaodai.engines.forms.writing import write_toml
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import FormVersion, Sketch
from phaodai.registers.reports.operations import forms, sketches
from phaodai.registers.reports.queries import sketches as queries
from phaodai.registers.reports.queries.trials import try_out
from phaodai.vocabulary.access import Actor, NotAllowed, Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import definition, make_version
from tests.phaodai.registers.reports.watching import make_watch, past, send

CODE = "all-things"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def analyst(places) -> Actor:
    return actor_of(make_user(at=places.province_committee, role=Role.ANALYST))


@pytest.fixture
def other(places) -> Actor:
    return actor_of(make_user(at=places.province_committee, role=Role.ANALYST))


def begin(actor: Actor):
    make_version()
    return sketches.begin(actor=actor, code=CODE, now=NOW)


def change(actor: Actor, ref, **changes) -> int:
    row = queries.get_sketch(actor=actor, sketch=ref)
    return sketches.save(
        actor=actor,
        sketch=ref,
        revision=row.revision,
        data={**row.data, **changes},
        changed="title",
        now=NOW,
    )


def test_a_sketch_goes_from_the_version_in_force_to_the_next(analyst):
    ref = begin(analyst)
    assert sketches.begin(actor=analyst, code=CODE, now=NOW) == ref
    revision = change(analyst, ref, title=sheets.both("next"))
    sketches.propose(actor=analyst, sketch=ref, revision=revision, now=NOW)
    row = FormVersion.objects.get(state="PROPOSED")
    assert (row.number, row.definition["title"]["vi"]) == (2, "vi next")
    assert not Sketch.objects.exists()
    acts = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert acts[-3:] == ["form.draft", "form.draft", "form.propose"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANALYST])
def test_only_who_draws_up_forms_has_sketches(places, role):
    make_version()
    actor = actor_of(make_user(at=places.province_committee, role=role))
    with pytest.raises(NotAllowed):
        sketches.begin(actor=actor, code=CODE, now=NOW)
    with pytest.raises(NotAllowed):
        queries.list_sketches(actor=actor)


def test_a_sketch_is_its_owners_alone(analyst, other):
    ref = begin(analyst)
    with pytest.raises(NotFound):
        queries.get_sketch(actor=other, sketch=ref)
    with pytest.raises(NotFound):
        sketches.drop(actor=other, sketch=ref, now=NOW)
    (line,) = queries.list_sketches(actor=other)
    assert (line.code, line.owner_name, line.is_own) == (CODE, analyst.name, False)
    assert sketches.begin(actor=other, code=CODE, now=NOW) != ref


def test_an_operator_has_none(db):
    make_version()
    with pytest.raises(Refused):
        sketches.begin(actor=OPERATOR, code=CODE, now=NOW)


def test_what_is_wrong_is_kept_and_told_and_not_proposed(analyst):
    ref = begin(analyst)
    revision = change(analyst, ref, schedule={"cadence": "daily", "cutoff": "25:00"})
    row = queries.get_sketch(actor=analyst, sketch=ref)
    assert row.data["schedule"]["cutoff"] == "25:00"
    assert row.form is None
    assert {"schedule.cutoff", "schedule.day_ends"} <= {fault.key for fault in row.faults}
    with pytest.raises(BadForm):
        sketches.propose(actor=analyst, sketch=ref, revision=revision, now=NOW)
    assert Sketch.objects.get().data["schedule"]["cutoff"] == "25:00"


def test_two_windows_do_not_write_over_each_other(analyst):
    ref = begin(analyst)
    change(analyst, ref, title=sheets.both("one"))
    with pytest.raises(sketches.Outdated):
        sketches.save(
            actor=analyst, sketch=ref, revision=1, data=sheets.data(), changed="x", now=NOW
        )
    assert Sketch.objects.get().data["title"]["vi"] == "vi one"


def test_the_last_save_is_taken_back_and_made_again(analyst):
    ref = begin(analyst)
    with pytest.raises(Refused):
        sketches.undo(actor=analyst, sketch=ref, revision=1, now=NOW)
    revision = change(analyst, ref, title=sheets.both("one"))
    revision = sketches.undo(actor=analyst, sketch=ref, revision=revision, now=NOW)
    assert Sketch.objects.get().data["title"]["vi"] == "vi all"
    sketches.undo(actor=analyst, sketch=ref, revision=revision, now=NOW)
    assert Sketch.objects.get().data["title"]["vi"] == "vi one"


def test_toml_is_kept_as_it_was_typed_and_read_where_it_can_be(analyst):
    ref = begin(analyst)
    data = sheets.data(version=2, title=sheets.both("typed"))
    source = "# vì sao\n" + write_toml(data)
    sketches.save_source(actor=analyst, sketch=ref, revision=1, source=source, now=NOW)
    row = queries.get_sketch(actor=analyst, sketch=ref)
    assert (row.source, row.data, row.is_source_broken) == (source, data, False)

    for broken in ("title = [", 'sections = "x"', "sections = [1]", "x = 1979-05-27", "x = nan"):
        row = queries.get_sketch(actor=analyst, sketch=ref)
        sketches.save_source(
            actor=analyst, sketch=ref, revision=row.revision, source=broken, now=NOW
        )
        row = queries.get_sketch(actor=analyst, sketch=ref)
        assert (row.source, row.data, row.is_source_broken) == (broken, data, True)
        assert row.faults
        with pytest.raises(Refused):
            sketches.propose(actor=analyst, sketch=ref, revision=row.revision, now=NOW)
    change(analyst, ref, title=sheets.both("tree"))
    assert queries.get_sketch(actor=analyst, sketch=ref).source == broken  # nothing is lost


def test_what_is_too_large_is_refused(analyst):
    ref = begin(analyst)
    with pytest.raises(Refused) as caught:
        sketches.save_source(actor=analyst, sketch=ref, revision=1, source="x" * 1_000_001, now=NOW)
    assert "1000000" in caught.value.vi
    with pytest.raises(Refused):
        change(analyst, ref, title={"vi": "x" * 1_000_001})
    fields = [sheets.number(f"f{n}") for n in range(2_000)]
    section = {"code": "s", "title": sheets.both("s"), "fields": fields}
    change(analyst, ref, sections=[section])
    (fault,) = queries.get_sketch(actor=analyst, sketch=ref).faults
    assert "2000" in fault.vi
    assert "300" in fault.vi


def test_a_version_that_was_approved_meanwhile_comes_first(analyst, other):
    ref = begin(analyst)
    change(analyst, ref, title=sheets.both("mine"))
    made = definition(version=2, schedule={"cadence": "daily", "day_ends": "07:00",
                                           "cutoff": "11:00"})  # fmt: skip
    version = forms.propose(actor=other, definition=made, now=NOW)
    forms.approve(actor=OPERATOR, version=version, first_day=TOMORROW, now=NOW)

    row = queries.get_sketch(actor=analyst, sketch=ref)
    assert row.newer is not None
    assert (row.newer.number, row.newer.by) == (2, OPERATOR.name)
    with pytest.raises(Refused) as caught:
        sketches.propose(actor=analyst, sketch=ref, revision=row.revision, now=NOW)
    assert "bản 2" in caught.value.vi
    assert sketches.rebase(actor=analyst, sketch=ref, revision=row.revision, now=NOW) == ()
    row = queries.get_sketch(actor=analyst, sketch=ref)
    assert row.newer is None
    sketches.propose(actor=analyst, sketch=ref, revision=row.revision, now=NOW)
    made = FormVersion.objects.get(number=3).definition
    assert (made["title"]["vi"], made["schedule"]["cutoff"]) == ("vi mine", "11:00")


def test_nothing_changed_is_not_proposed(analyst):
    ref = begin(analyst)
    with pytest.raises(Refused):
        sketches.propose(actor=analyst, sketch=ref, revision=1, now=NOW)


@pytest.mark.parametrize("code", [None, "", "A b", "ab", CODE])
def test_a_new_form_has_a_code_of_its_own(analyst, code):
    make_version()
    with pytest.raises(Refused):
        sketches.begin_new(actor=analyst, data=sheets.data(code=code), now=NOW)


def test_a_new_form_is_begun_once_and_keeps_its_code(analyst):
    ref = sketches.begin_new(actor=analyst, data=sheets.data(code="other"), now=NOW)
    with pytest.raises(Refused):
        sketches.begin_new(actor=analyst, data=sheets.data(code="other"), now=NOW)
    revision = change(analyst, ref, code="another")
    with pytest.raises(Refused):
        sketches.propose(actor=analyst, sketch=ref, revision=revision, now=NOW)


def test_what_is_not_there_is_not_found(analyst):
    with pytest.raises(NotFound):
        sketches.begin(actor=analyst, code="nothing", now=NOW)
    with pytest.raises(NotFound):
        sketches.drop(actor=analyst, sketch=uuid4(), now=NOW)


def test_effects_name_who_files_and_what_others_ask(places, analyst):
    watch = make_watch(places)
    found = queries.get_effects(actor=analyst, form=definition(version=2), on=TOMORROW)
    assert (found.n_before, found.n_after, found.n_drafts) == (4, 4, 0)
    assert not found.asked_elsewhere
    other = definition(code="other-things", filer={
        "level": "COMMUNE", "body": "health_station", "role": "reporter"})  # fmt: skip
    found = queries.get_effects(actor=analyst, form=other, on=TOMORROW)
    assert (found.n_before, found.n_after) == (0, 0)
    assert "all-things" in found.asked_elsewhere
    assert watch.bodies


def test_a_rule_is_tried_on_reports_that_were_filed(places, analyst):
    watch = make_watch(places)
    for body in watch.bodies.values():
        past(body, days=3)
    send(watch.bodies["hai"], values={"a": "9", "b": "1", "now": "4", "trend": "same"})
    rule = sheets.rule("few", {"at_most": ["a", 5]})
    fresh = sheets.found("fresh", "entrant", required=True)
    data = sheets.data(version=2, rules=[rule])
    data["sections"][0]["fields"].append(fresh)
    from phaodai.registers.reports import definitions

    trial = try_out(actor=analyst, form=definitions.read(data))
    assert (trial.n_reports, trial.n_stopped, trial.n_stopped_before) == (13, 1, 0)
    assert trial.n_new_fields == 1
    (hit,) = trial.hits
    assert (hit.rule, hit.n, hit.n_before) == ("few", 1, 0)
    assert hit.examples[0].day == TODAY

    balance = sheets.rule("same", {"equal": ["now", {"previous": "now"}]})
    usual = sheets.rule("usual", {"usual": "a", "spread": 1, "least": 1, "enough": 3},
                        text="{value}", severity="warning")  # fmt: skip
    trial = try_out(actor=analyst, form=definition(version=2, rules=[balance, usual]))
    assert [hit.rule for hit in trial.hits] == ["usual"]
    assert trial.hits[0].n == 1
    assert try_out(actor=analyst, form=definition(version=2), most=5).n_reports == 5

    near = actor_of(make_user(at=watch.bodies["nam"], role=Role.ANALYST))
    assert try_out(actor=near, form=definition(version=2)).n_reports == 3


def test_a_trial_costs_the_same_for_many_reports(places, analyst, django_assert_num_queries):
    watch = make_watch(places)
    for body in watch.bodies.values():
        past(body, days=5)
    form = definition(version=2)
    with django_assert_num_queries(3):
        try_out(actor=analyst, form=form)


def test_reports_are_counted_by_version_in_sight(places, analyst):
    watch = make_watch(places)
    past(watch.bodies["hai"], days=2)
    past(watch.bodies["nam"], days=1)
    version = FormVersion.objects.get()
    assert queries.count_filed(actor=analyst) == {version.ref: 3}
    near = actor_of(make_user(at=watch.bodies["nam"], role=Role.ANALYST))
    assert queries.count_filed(actor=near, code=CODE) == {version.ref: 1}
