"""What a document, a deadline or a target is called on a page and on the command line.

Takes the translator as an argument and knows no Django, so that the command line can speak
without starting it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from phaodai.registers.directives.rules import full_number

Translator = Callable[[str], str]

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
COMPARATORS = {"<": "<", "<=": "≤", "=": "=", ">=": "≥", ">": ">"}


def day_words(day: date | None, precision: str, *, _: Translator) -> str:
    """Return a date as far as it is known: 09/09/2021, "tháng 11/2021", "năm 2021"."""
    if day is None or precision == "none":
        return _("không ghi ngày")
    if precision == "day":
        return f"{day:%d/%m/%Y}"
    if precision == "month":
        return _("tháng %(month)s") % {"month": f"{day:%m/%Y}"}
    return _("năm %(year)s") % {"year": day.year}


def document_words(
    *, doc_type: str, number: str, symbol: str, day: date | None, precision: str, _: Translator
) -> str:
    """Return the name that a clerk gives a document: "Công văn 6128/UBND-VXNV"."""
    kind = doc_type[:1].upper() + doc_type[1:] if doc_type else _("Văn bản")
    if number or symbol:
        return f"{kind} {full_number(number, symbol)}"
    if day is None:
        return _("%(kind)s không số") % {"kind": kind}
    return _("%(kind)s không số, %(day)s") % {
        "kind": kind,
        "day": day_words(day, precision, _=_),
    }


def due_words(
    *,
    kind: str,
    day: date | None,
    at: time | None,
    rrule: str,
    duration: str,
    working_days: bool | None,
    since: str,
    text: str,
    _: Translator,
) -> str:
    """Return a deadline in words: "17:00 28/12/2021", "hằng ngày, trước 10:00", "trong 12 giờ"."""
    clock = f"{at:%H:%M}" if at else ""
    if day is not None:
        return f"{clock} {day:%d/%m/%Y}".strip()
    if rrule:
        often = recurrence_words(rrule, _=_)
        return (
            _("%(often)s, trước %(clock)s") % {"often": often, "clock": clock} if clock else often
        )
    if duration:
        long = duration_words(duration, in_working_days=bool(working_days), _=_)
        return _("trong %(long)s") % {"long": long} + (f" {since}" if since else "")
    return {
        "immediate": _("ngay"),
        "standing": _("thường xuyên"),
        "event": text or _("theo sự kiện"),
        "recurring": text or _("định kỳ"),
        "duration": text,
        "date": text,
        "none": _("không nêu hạn"),
    }.get(kind, text)


def recurrence_words(rrule: str, *, _: Translator) -> str:
    """Return a recurrence rule in words; one that is not understood is shown as it is."""
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    days = {
        "MO": _("thứ Hai"),
        "TU": _("thứ Ba"),
        "WE": _("thứ Tư"),
        "TH": _("thứ Năm"),
        "FR": _("thứ Sáu"),
        "SA": _("thứ Bảy"),
        "SU": _("Chủ nhật"),
    }
    every = {
        "HOURLY": _("hằng giờ"),
        "DAILY": _("hằng ngày"),
        "WEEKLY": _("hằng tuần"),
        "MONTHLY": _("hằng tháng"),
        "YEARLY": _("hằng năm"),
    }
    units = {
        "HOURLY": _("%(n)s giờ một lần"),
        "DAILY": _("%(n)s ngày một lần"),
        "WEEKLY": _("%(n)s tuần một lần"),
        "MONTHLY": _("%(n)s tháng một lần"),
        "YEARLY": _("%(n)s năm một lần"),
    }
    freq = parts.pop("FREQ", "")
    n = parts.pop("INTERVAL", "1")
    by_day = parts.pop("BYDAY", "")
    by_month_day = parts.pop("BYMONTHDAY", "")
    if freq not in every or parts:
        return rrule
    words = every[freq] if n == "1" else units[freq] % {"n": n}
    if by_day:
        words += ", " + ", ".join(days.get(day, day) for day in by_day.split(","))
    if by_month_day == "-1":
        words += ", " + _("ngày cuối")
    elif by_month_day:
        words += ", " + _("ngày %(days)s") % {"days": by_month_day.replace(",", ", ")}
    return words


def duration_words(duration: str, *, in_working_days: bool, _: Translator) -> str:
    """Return an ISO 8601 duration in words; one that is not understood is shown as it is."""
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        return duration
    day = _("%(n)s ngày làm việc") if in_working_days else _("%(n)s ngày")
    units = (
        _("%(n)s năm"),
        _("%(n)s tháng"),
        _("%(n)s tuần"),
        day,
        _("%(n)s giờ"),
        _("%(n)s phút"),
    )
    amounts = zip(match.groups(), units, strict=True)
    return " ".join(unit % {"n": int(n)} for n, unit in amounts if n)


def target_words(target: Mapping[str, Any], *, label: str, _: Translator) -> str:
    """Return a target in words: "Tiêm chủng, từ 18 tuổi, mũi 2 ≥ 100 %"."""
    value = number_words(target["value"], _=_)
    unit = {
        "percent": " %",
        "hours": " " + _("giờ"),
        "hour": " " + _("giờ"),
        "days": " " + _("ngày"),
    }.get(target["unit"] or "", "")
    level = _("cấp ") if target["unit"] == "level" else ""
    stratum = stratum_words(target["stratum"] or "", _=_)
    sign = COMPARATORS.get(target["comparator"], target["comparator"])
    return f"{label}{', ' + stratum if stratum else ''} {sign} {level}{value}{unit}"


def stratum_words(stratum: str, *, _: Translator) -> str:
    """Return a stratum in words: "age=18+;dose=2" is "từ 18 tuổi, mũi 2"."""
    words = []
    for part in filter(None, stratum.split(";")):
        name, _sign, value = part.partition("=")
        if name == "age":
            older = value.endswith("+")
            words.append(
                _("từ %(age)s tuổi") % {"age": value[:-1]}
                if older
                else _("%(age)s tuổi") % {"age": value.replace("-", "–")}
            )
        elif name == "dose":
            booster = value == "booster"
            words.append(_("mũi nhắc lại") if booster else _("mũi %(n)s") % {"n": value})
        else:
            words.append(value or name)
    return ", ".join(words)


def number_words(value: float | str, *, _: Translator) -> str:
    """Return a number as the reader writes it: 1.234,5 in Vietnam."""
    if isinstance(value, str):
        return value
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    sample = _("1.234,5")
    return text.translate(str.maketrans(",.", sample[1] + sample[-2]))


def urgency_words(urgency: str, *, _: Translator) -> str:
    """Return the stamp of urgency in words, or "" for an ordinary document."""
    return {
        "khẩn": _("Khẩn"),
        "thượng khẩn": _("Thượng khẩn"),
        "hỏa tốc": _("Hỏa tốc"),
    }.get(urgency, urgency)


def level_words(level: str, *, _: Translator) -> str:
    """Return the level that an obligation reaches, in words."""
    return {
        "province": _("cấp tỉnh"),
        "district": _("cấp huyện"),
        "commune": _("cấp xã"),
        "hamlet": _("thôn, bản, tổ dân phố"),
        "agency": _("cơ quan"),
        "people": _("người dân"),
    }.get(level, level)


def confidence_words(bars: int, *, _: Translator) -> str:
    """Return what the bars of confidence say."""
    return {3: _("Chắc chắn"), 2: _("Khá chắc")}.get(bars, _("Cần xem lại"))


def warning_words(code: str, message: str, *, _: Translator) -> str:
    """Return a warning in words; a code that is new here speaks by its own message."""
    return {
        "empty": _("Văn bản không có chữ nào."),
        "not_vietnamese": _("Văn bản có vẻ không phải tiếng Việt."),
        "accents_lost": _("Văn bản bị mất dấu; đối chiếu tên và chữ với bản gốc."),
        "two_documents": _("Tệp có vẻ chứa hai văn bản; máy chỉ đọc văn bản đầu."),
        "no_number": _("Văn bản để trống số."),
        "no_symbol": _("Không thấy ký hiệu của văn bản."),
        "no_type": _("Không rõ loại văn bản."),
        "no_issuer": _("Không thấy tên cơ quan ban hành."),
        "issuer_inferred": _("Cơ quan ban hành được suy ra từ chữ ký."),
        "no_date": _("Văn bản không ghi ngày."),
        "date_incomplete": _("Ngày ban hành ghi chưa đủ."),
        "no_subject": _("Không thấy trích yếu."),
        "no_signer": _("Không thấy tên người ký."),
        "unknown_body": _("Có tên cơ quan chưa có trong danh mục."),
        "lead_inherited_from_addressees": _(
            "Có việc không ghi ai làm; máy hiểu là mọi nơi được gửi."
        ),
        "no_lead": _("Có việc không rõ cơ quan nào chủ trì."),
        "deadline_before_document": _("Có hạn trước cả ngày ban hành văn bản."),
        "deadline_year_inferred": _("Có hạn không ghi năm; máy lấy năm của văn bản."),
        "deadline_incomplete": _("Có hạn ghi chưa đủ ngày."),
        "impossible_day": _("Có ngày không có trong lịch (như 31/02); hỏi lại nơi ban hành."),
        "no_obligation": _("Máy không đọc được nghĩa vụ nào trong văn bản."),
        "same_number_other_content": _(
            "Đã có văn bản cùng số, ký hiệu và cơ quan ban hành nhưng nội dung khác."
        ),
        "circular_carries_out": _(
            "Các văn bản dẫn nhau thành vòng tròn: mỗi văn bản đều thực hiện văn bản kia."
        ),
        "wrong_extension": _("Đuôi tên tệp không đúng với nội dung; đã đọc theo nội dung."),
        "legacy_encoding": _("Chữ theo bảng mã cũ đã được chuyển sang Unicode."),
        "lost_characters": _("Một vài ký tự bị hỏng trong tệp gốc."),
        "tracked_changes": _("Tệp còn vết sửa: đã lấy chữ thêm vào và bỏ chữ đã xóa."),
        "hidden_text": _("Có chữ ẩn, đã bỏ qua."),
        "text_boxes": _("Có chữ trong khung, đặt sau đoạn mà khung gắn vào."),
        "footnotes": _("Có chú thích cuối trang, đặt ở cuối văn bản."),
        "page_header_used": _("Phần quốc hiệu nằm ở đầu trang, đã đưa lên đầu văn bản."),
        "embedded_ignored": _("Có tệp nhúng bên trong, không mở."),
        "links_ignored": _("Có liên kết nạp nội dung từ nơi khác, không theo."),
        "converted_from_old_word": _("Tệp Word cũ đã được chuyển sang .docx trước khi đọc."),
        "recognised_from_scan": _("Chữ được nhận dạng từ ảnh quét: đối chiếu với bản gốc."),
        "poor_scan": _("Ảnh quét mờ hoặc lệch, nhiều chữ có thể sai."),
        "scanned_pages_skipped": _("Một số trang là ảnh quét, chưa đọc được."),
    }.get(code, message)


def short_warning_words(code: str, *, _: Translator) -> str:
    """Return a warning in a few words, for a list."""
    return {
        "no_number": _("trống số"),
        "no_symbol": _("thiếu ký hiệu"),
        "no_type": _("không rõ loại"),
        "no_issuer": _("không rõ cơ quan ban hành"),
        "issuer_inferred": _("suy ra cơ quan ban hành"),
        "no_date": _("không ghi ngày"),
        "date_incomplete": _("ngày chưa đủ"),
        "no_subject": _("thiếu trích yếu"),
        "no_signer": _("không rõ người ký"),
        "unknown_body": _("tên cơ quan lạ"),
        "lead_inherited_from_addressees": _("việc không ghi ai làm"),
        "no_lead": _("việc không rõ chủ trì"),
        "deadline_before_document": _("hạn trước ngày văn bản"),
        "deadline_year_inferred": _("hạn không ghi năm"),
        "deadline_incomplete": _("hạn chưa đủ ngày"),
        "impossible_day": _("ngày không có trong lịch"),
        "no_obligation": _("không đọc được nghĩa vụ"),
        "two_documents": _("hai văn bản trong một tệp"),
        "same_number_other_content": _("trùng số, khác nội dung"),
        "circular_carries_out": _("dẫn nhau vòng tròn"),
        "recognised_from_scan": _("nhận dạng từ ảnh"),
    }.get(code, code.replace("_", " "))
