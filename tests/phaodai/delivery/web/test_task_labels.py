"""What is said of time and of proof."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.translation import override

from phaodai.delivery.web.tasks import labels
from phaodai.registers.directives.states import AssignmentState, Proof
from phaodai.registers.directives.taskrows import Figure

STATE = AssignmentState.IN_PROGRESS


def figure(proof, value=None, n_reported=None, n_expected=None):
    return Figure(
        proof=proof,
        value=None if value is None else Decimal(value),
        n_reported=n_reported,
        n_expected=n_expected,
        as_of=None,
    )


@pytest.mark.parametrize("value", ["0", "100", None])
def test_a_partial_figure_is_not_shown_beside_the_word_that_there_is_none(value):
    assert labels.proof_words(figure(Proof.NO_FIGURE, value), STATE) == "chưa có số liệu"
    some = labels.proof_words(figure(Proof.NO_FIGURE, value, 60, 62), STATE)
    assert some == "chưa có số liệu: mới có số của 60/62 nơi"


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "số liệu: đạt (1.234,5)"), ("en", "figures: met (1,234.5)")],
)
def test_a_figure_is_written_as_the_reader_writes_it(language, said):
    with override(language):
        assert labels.proof_words(figure(Proof.MET, "1234.5000"), STATE) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=20), "20 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=1, hours=5), "1 day"),
        (timedelta(days=1234), "1,234 days"),
    ],
)
def test_one_is_no_plural(span, said):
    with override("en"):
        assert labels.length(span) == said


@pytest.mark.parametrize(("language", "said"), [("vi", "12.345 12345"), ("en", "12,345 12345")])
def test_pages_part_thousands_but_for_what_a_machine_reads_back(language, said):
    template = engines["django"].from_string("{{ n }} {{ n|unlocalize }}")
    with override(language):
        assert template.render({"n": 12345}) == said
