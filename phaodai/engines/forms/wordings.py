"""What is said of a field that is filled in wrongly: the field, the reason, the remedy.

The browser gets these wordings with the form, so that both say the same.
"""

from collections.abc import Mapping
from typing import Final

from phaodai.engines.forms.definition import Text

WORDINGS: Final[Mapping[str, Text]] = {
    "required": Text(
        "{label}: chưa điền. Nhập số; nếu không có thì nhập 0, vì để trống nghĩa là chưa biết.",
        "{label}: not filled in. Enter the figure; if there are none enter 0, for blank means "
        "not known.",
    ),
    "required_words": Text(
        "{label}: chưa điền. Viết một câu, hoặc “không”.",
        "{label}: not filled in. Write a sentence, or “none”.",
    ),
    "not_number": Text(
        "{label}: “{value}” không phải là số. Chỉ nhập chữ số, ví dụ 1234.",
        "{label}: “{value}” is no number. Enter digits alone, for example 1234.",
    ),
    "not_integer": Text(
        "{label}: “{value}” là số lẻ, mà ô này đếm từng đơn vị. Nhập số nguyên.",
        "{label}: “{value}” has decimals, but this field counts one by one. Enter a whole number.",
    ),
    "too_fine": Text(
        "{label}: “{value}” có quá nhiều số sau dấu phẩy. Nhập nhiều nhất {decimals} số sau dấu "
        "phẩy; hàng nghìn viết bằng dấu chấm hoặc viết liền.",
        "{label}: “{value}” has too many decimals. Enter at most {decimals} after the comma; part "
        "thousands with a full stop or not at all.",
    ),
    "negative": Text(
        "{label}: “{value}” nhỏ hơn 0, mà số đếm không âm. Nhập từ 0 trở lên.",
        "{label}: “{value}” is below 0, and a count never is. Enter 0 or more.",
    ),
    "too_large": Text(
        "{label}: “{value}” lớn quá mức có thể. Kiểm tra xem có thừa chữ số không.",
        "{label}: “{value}” is larger than can be. See whether there are digits too many.",
    ),
    "over_hundred": Text(
        "{label}: “{value}” lớn hơn 100%. Nhập từ 0 đến 100.",
        "{label}: “{value}” is more than 100%. Enter 0 to 100.",
    ),
    "not_choice": Text(
        "{label}: không có lựa chọn “{value}”. Chọn một trong các lựa chọn của mẫu.",
        "{label}: there is no answer “{value}”. Take one of those of the form.",
    ),
    "too_long": Text(
        "{label}: dài quá {most} ký tự. Viết ngắn lại, hoặc gửi kèm tệp.",
        "{label}: longer than {most} characters. Shorten it, or attach a file.",
    ),
    "computed_differs": Text(
        "{label}: ghi “{value}”, nhưng cộng các ô thành phần được {right}. Sửa ô thành phần, hoặc "
        "để trống ô này để máy tính.",
        "{label}: says “{value}”, but its parts make {right}. Mend the parts, or leave this blank "
        "to have it computed.",
    ),
    "unknown_field": Text(
        "“{value}” không phải là ô của mẫu này. Bỏ ô đó, hoặc tải lại mẫu đang dùng.",
        "“{value}” is no field of this form. Leave it out, or load the form in use again.",
    ),
}

LONGEST_TEXT: Final = 2_000  # characters of a field of words
LONGEST_QUOTE: Final = 40  # characters of a wrong value that a finding repeats
