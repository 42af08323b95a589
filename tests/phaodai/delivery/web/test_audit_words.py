"""Every act that some room puts on record has words for whoever inspects it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import phaodai
from phaodai.delivery.web.audit import words

ROOT = Path(phaodai.__file__).parent
ACTION = re.compile(r"[a-z]+\.[a-z_]+")
RECORDS = ("_record", "record", "note")  # the calls that name an act, in any room


def named(node: ast.AST) -> Iterator[str]:
    """Yield the acts, or "noun." for those made up from a noun, that an argument names."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            first = part.values[0]
            if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+\.", str(first.value)):
                yield str(first.value)
        elif isinstance(part, ast.Constant) and ACTION.fullmatch(str(part.value)):
            yield str(part.value)


def acts() -> Iterator[tuple[str, str]]:
    """Yield file and act of every call that puts something on record."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in RECORDS:
                for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                    for action in named(argument):
                        yield str(path.relative_to(ROOT)), action


FOUND = sorted(set(acts()))


def test_acts_are_found_at_all():
    actions = {action for _, action in FOUND}
    assert {"directive.issue", "account.add_token", "view.save", "assignment."} <= actions
    assert len(actions) > 50


@pytest.mark.parametrize(("path", "action"), FOUND)
def test_an_act_has_words_and_belongs_to_a_group(path, action):
    noun, _, verb = action.partition(".")
    assert f"{noun}." in words.NOUNS, path
    if verb:
        assert action in words.ACTS, path
    else:
        assert noun in words.ON_TIMELINE, path


@pytest.mark.parametrize("action", words.ACTS)
def test_words_in_both_languages(action):
    vietnamese = str(words.act(action))
    with override("en"):
        english = str(words.act(action))
    assert vietnamese
    assert english != vietnamese, "no English"
