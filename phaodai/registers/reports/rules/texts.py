"""Texts that cannot be kept: signs that no database takes alike, and more than any report says."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from phaodai.engines.forms.definition import Form, Text
from phaodai.engines.forms.numbers import PER_ONE, show_number
from phaodai.registers.reports.rules.notes import REASON, field_of

LONGEST: Final = 200_000  # characters of all values and comments of one submission
LONGEST_COMMENT: Final = 2_000
_SIGNS = re.compile("[\x00\ud800-\udfff]")  # NUL, and half of a sign
_OF_REASON: Final = Text("Lý do sửa", "Reason of the correction")
_OF_REPORT: Final = Text("Báo cáo", "The report")


def fault_of(form: Form, values: Mapping[str, str], comments: Mapping[str, str]) -> Text | None:
    """Say which text cannot be kept, why and what to do; None where all can.

    What is too long for its field is judged with the other rules of the form, and kept.
    """
    named = list(_named(form, values, comments))
    for label, text, most in named:
        if _SIGNS.search(text):
            return _said(
                label,
                "có ký tự không lưu được (ký tự rỗng, hoặc một nửa ký tự). Xóa đoạn ấy rồi gõ lại",
                "holds a sign that cannot be kept (an empty one, or half of one). Delete that part "
                "and type it again",
            )
        if len(text) > most:
            return _too_long(label, most)
    if sum(len(text) for _, text, _ in named) > LONGEST:
        return _too_long(_OF_REPORT, LONGEST)
    return None


def _too_long(label: Text, most: int) -> Text:
    vi, en = (show_number(most * PER_ONE, language) for language in ("vi", "en"))
    return _said(
        label,
        f"dài quá {vi} ký tự. Viết ngắn lại, hoặc gửi kèm tệp",
        f"is over {en} characters. Shorten it, or attach a file",
    )


def _said(label: Text, vi: str, en: str) -> Text:
    return Text(f"{label.vi}: {vi}", f"{label.en}: {en}")


def _named(
    form: Form, values: Mapping[str, str], comments: Mapping[str, str]
) -> Iterator[tuple[Text, str, int]]:
    """Yield every text behind its name, with what it is called and how long it may be."""
    labels = {field.code: field.label for field in form.fields()}
    at = {rule.code: rule.at for rule in form.rules}
    for name, text in values.items():
        yield labels.get(name, _OF_REPORT), name + text, LONGEST
    for name, text in comments.items():
        field = at.get(name) or field_of(name)
        label = _OF_REASON if name == REASON else labels.get(field, _OF_REPORT)
        if label is not _OF_REASON and label is not _OF_REPORT:
            label = Text(f"Ghi chú của “{label.vi}”", f"The comment on “{label.en}”")
        yield label, name + text, LONGEST_COMMENT
