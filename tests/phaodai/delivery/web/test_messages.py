"""The catalogue of messages is complete in both languages."""

import re

import pytest
from babel.messages.mofile import write_mo
from django.utils import translation

from scripts import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+>")


@pytest.fixture(scope="module")
def used():
    return messages.find()


def key(message):
    words = message.id if isinstance(message.id, str) else tuple(message.id)
    return words, message.context


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_catalogue_holds_what_is_used_and_no_more(language, used):
    kept = {key(message) for message in messages.load(language) if message.id}
    wanted = set(used)
    assert sorted(map(str, wanted - kept)) == []
    assert sorted(map(str, kept - wanted)) == []


def test_english_is_complete():
    assert messages.untranslated(messages.load("en")) == []


def test_vietnamese_is_its_own_source():
    assert [m.id for m in messages.load("vi") if m.id and any(m.string)] == []


def test_translations_keep_placeholders_and_tags():
    for message in messages.load("en"):
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for pattern in (PLACEHOLDER, TAG):
            wanted = sorted(pattern.findall(ids[-1]))
            for string in strings[-1:]:
                assert sorted(pattern.findall(string)) == wanted, ids
            for string in strings[:-1]:  # "one" may leave the number out
                assert set(pattern.findall(string)) <= set(wanted), ids


def test_english_is_no_vietnamese():
    marks = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    names = re.compile(
        r"Pháo Đài|QĐ|UBND|Cốc Cốc|Tân Uyên|Lai Châu|Ninh Phước|Phước Dân|Hạnh|“[^”]*”|phaodai \S+",
        re.IGNORECASE,
    )
    for message in messages.load("en"):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            assert not marks.search(names.sub("", string or "")), string


def test_messages_say_more_than_that_something_is_wrong():
    for message in messages.load("vi"):
        words = message.id if isinstance(message.id, str) else message.id[0] if message.id else ""
        assert words.strip().rstrip(".!:").lower() not in {"lỗi", "có lỗi", "đã xảy ra lỗi"} or (
            words == "Lỗi:"  # stands before the title of a page with errors
        )


def test_the_catalogues_compile_and_fall_back(tmp_path):
    for language in messages.LANGUAGES:
        with (tmp_path / f"{language}.mo").open("wb") as file:
            write_mo(file, messages.load(language))
    with translation.override("vi"):
        assert translation.gettext("Hôm nay") == "Hôm nay"


@pytest.mark.parametrize(("word", "english"), [("Nhận việc", "Confirm"), ("Bỏ việc", "Reject")])
def test_acts_on_a_proposal_have_words_of_their_own(word, english):
    """One word for "received" and for "confirm" is two words in English."""
    with translation.override("en"):
        assert translation.gettext(word) == english
