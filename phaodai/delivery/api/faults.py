"""What is wrong with a value that does not fit the shape, in both languages."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

Both = tuple[str, str]  # Vietnamese, English

# By pydantic's name; what stands in braces is its context.
SENTENCES: Final[Mapping[str, Both]] = {
    "missing": ("Thiếu mục này; thêm vào rồi gửi lại.", "It is missing: add it and send again."),
    "extra_forbidden": (
        "Không có mục này; bỏ đi, hoặc xem lại tên trong tài liệu API.",
        "There is no such member: leave it out, or check its name in the API's description.",
    ),
    "string_type": (
        'Phải là chữ, số cũng viết trong ngoặc kép như "3".',
        'It has to be text; figures too are written in quotes, as "3".',
    ),
    "int_type": ("Phải là số nguyên.", "It has to be a whole number."),
    "int_parsing": ("Phải là số nguyên.", "It has to be a whole number."),
    "bool_type": ("Phải là true hoặc false.", "It has to be true or false."),
    "bool_parsing": ("Phải là true hoặc false.", "It has to be true or false."),
    "list_type": ("Phải là một danh sách [...].", "It has to be a list [...]."),
    "dict_type": ("Phải là một đối tượng {{...}}.", "It has to be an object {{...}}."),
    "model_attributes_type": (
        "Phải là một đối tượng {{...}}.",
        "It has to be an object {{...}}.",
    ),
    "uuid_type": ("Phải là một UUID viết thành chữ.", "It has to be a UUID, as text."),
    "uuid_parsing": (
        "Không đọc được thành UUID; chép lại đủ 36 ký tự.",
        "It is no UUID: copy all 36 signs.",
    ),
    "literal_error": ("Phải là một trong: {expected}.", "It has to be one of: {expected}."),
    "enum": ("Phải là một trong: {expected}.", "It has to be one of: {expected}."),
    "string_too_long": (
        "Dài quá {max_length} ký tự; viết ngắn lại.",
        "It is longer than {max_length} characters: shorten it.",
    ),
    "string_too_short": (
        "Ngắn hơn {min_length} ký tự; viết đủ.",
        "It is shorter than {min_length} characters: write more.",
    ),
    "too_long": (
        "Nhiều hơn {max_length} mục; bớt lại.",
        "More than {max_length} items: send fewer.",
    ),
    "greater_than_equal": ("Nhỏ nhất là {ge}.", "The least is {ge}."),
    "less_than_equal": ("Lớn nhất là {le}.", "The most is {le}."),
    "value_error": (
        "Không đọc được; viết đúng dạng: {error}.",
        "It cannot be read: write it as {error}.",
    ),
}
OTHER: Final[Both] = ("Giá trị không hợp lệ ({msg}).", "The value is not valid ({msg}).")


def places(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return where each value stands and what is wrong in both languages; never the value."""
    return [
        {"at": ".".join(str(step) for step in error["loc"]), "message": _said(error)}
        for error in errors
    ]


def _said(error: Mapping[str, Any]) -> Both:
    facts = {**(error.get("ctx") or {}), "msg": error["msg"]}
    try:
        vi, en = (side.format_map(facts) for side in SENTENCES.get(error["type"], OTHER))
    except KeyError:  # a context of another edition
        vi, en = (side.format_map(facts) for side in OTHER)
    return vi, en
