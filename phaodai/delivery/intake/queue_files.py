"""What a phone could not send: one report of its queue, or the file into which it wrote them all.

Read strictly and by the same rules whether it comes from the browser, on a stick or with a letter:
what is not a report of the queue is refused whole, with the key at which it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from phaodai.delivery.intake import json_objects
from phaodai.vocabulary.refs import BodyRef

KIND = "phaodai-queue"
EDITION = 1
LARGEST = 2_000_000  # bytes of a file
MOST = 500  # reports in it
LONGEST_NAME = 100  # characters of the name of a field or a form
FURTHEST = timedelta(days=20 * 366)  # that a device's clock may be off


class BadQueue(ValueError):
    """It cannot be read; says what, why and how to mend it, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class Queued:
    """One report as a device kept it.

    Attributes:
        id: UUIDv7 that the device made.
        base: id of the submission it was built on; None where there was none.
        values: text by field.
        comments: text by rule or field.
        filled_at: by the device's own clock, aware; None where it does not say.
        clock_offset: what is to be added to that clock; None where it was never measured.
    """

    id: UUID
    body: BodyRef
    form: str
    version: int
    day: date
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    filled_at: datetime | None
    clock_offset: timedelta | None

    def filled_by(self, now: datetime) -> datetime | None:
        """Return when it was filled in by the server's clock; never after `now`."""
        if self.filled_at is None:
            return None
        return min(self.filled_at + (self.clock_offset or timedelta(0)), now)


def read_file(content: bytes) -> list[Queued]:
    """Return the reports of a file, in the order in which the device made them.

    Raises:
        BadQueue: It is no such file, or one of its reports is none.
    """
    if len(content) > LARGEST:
        raise BadQueue(
            f"Tệp lớn hơn {LARGEST // 1_000_000} MB; xuất lại hàng chờ từ điện thoại.",
            f"The file is over {LARGEST // 1_000_000} MB; export the queue from the phone again.",
        )
    data = read_json(content)
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise BadQueue(
            "Tệp này không phải hàng chờ của Pháo Đài; chọn tệp .json đã xuất từ điện thoại.",
            "This is no queue of Pháo Đài; choose the .json file that the phone exported.",
        )
    if data.get("edition") != EDITION:
        raise BadQueue(
            "Tệp do bản phần mềm khác xuất ra; mở lại trang Báo cáo khi có mạng rồi xuất lại.",
            "Another edition of the software wrote it; open Reports with a network, export again.",
        )
    items = data.get("items")
    if not isinstance(items, list) or not 0 < len(items) <= MOST:
        raise BadQueue(
            f"Tệp phải có từ 1 đến {MOST} báo cáo; xuất lại hàng chờ từ điện thoại.",
            f"A file holds 1 to {MOST} reports; export the queue from the phone again.",
        )
    return [read_item(item, at=f"items[{at}]") for at, item in enumerate(items, start=1)]


def read_json(content: bytes) -> object:
    """Return what a JSON text says.

    Raises:
        BadQueue: It is none.
    """
    try:
        return json_objects.read_json(content)
    except json_objects.KeyTwice as error:
        raise BadQueue(
            f"Mục “{error.key}” ghi hai lần, không biết lấy lần nào; xuất lại từ điện thoại, đừng "
            f"sửa tay.",
            f"“{error.key}” stands there twice, and nobody knows which is meant; export again, do "
            f"not edit the file by hand.",
        ) from None
    except (ValueError, RecursionError):
        raise BadQueue(
            "Nội dung không phải JSON, có thể do chép thiếu; xuất và chép lại tệp.",
            "This is no JSON, perhaps it was copied in part; export and copy the file again.",
        ) from None


def read_item(data: object, *, at: str = "") -> Queued:
    """Return one report of a queue.

    Args:
        data: As JSON gave it.
        at: Where it stands, for the words of a refusal.

    Raises:
        BadQueue: It is no report; the key at which it is not is named.
    """
    said = _Said(data if isinstance(data, dict) else {}, at)
    return Queued(
        id=said.read("id", _uuid),
        body=BodyRef(said.read("body", _uuid)),
        form=said.read("form", _name),
        version=said.read("version", _version),
        day=said.read("day", _day),
        base=said.read_or_none("base", _uuid),
        values=said.read("values", _texts),
        comments=said.read("comments", _texts),
        filled_at=said.read_or_none("filled_at", _moment),
        clock_offset=said.read_or_none("clock_offset", _milliseconds),
    )


class _BadSign(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Said:
    def __init__(self, data: Mapping[str, Any], at: str) -> None:
        self._data = data
        self._at = at

    def read(self, key: str, how: Any) -> Any:
        try:
            return how(self._data[key])
        except _BadSign as error:
            place = f"{self._at}.{key}" if self._at else key
            name = error.name.encode(errors="replace").decode()[:LONGEST_NAME]
            raise BadQueue(
                f"Ô “{name}” ({place}) có ký tự không lưu được (ký tự rỗng, hoặc một nửa ký tự). "
                f"Xóa đoạn ấy rồi gửi lại.",
                f"Field “{name}” ({place}) holds a sign that cannot be kept (an empty one, or half "
                f"of one). Delete that part and send it again.",
            ) from None
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
            place = f"{self._at}.{key}" if self._at else key
            raise BadQueue(
                f"Mục “{place}” thiếu hoặc sai dạng; xuất lại từ điện thoại, đừng sửa tay.",
                f"“{place}” is missing or malformed; export again, do not edit the file by hand.",
            ) from None

    def read_or_none(self, key: str, how: Any) -> Any:
        return None if self._data.get(key) is None else self.read(key, how)


def _uuid(value: str) -> UUID:
    return UUID(value)


def _name(value: str) -> str:
    text = _text(value)
    if not 0 < len(text) <= LONGEST_NAME:
        raise ValueError(value)
    return text


def _version(value: int) -> int:
    if type(value) is not int or not 0 < value < 1_000_000:
        raise ValueError(value)
    return value


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    if not 2000 <= day.year < 2200:
        raise ValueError(value)
    return day


def _texts(value: Mapping[str, str]) -> dict[str, str]:
    said = {}
    for name, text in value.items():
        try:
            said[_name(name)] = _text(text)
        except ValueError:
            raise _BadSign(name) from None
    return said


def _text(value: str) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(value)
    value.encode()  # half a sign is no text
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise ValueError(value)
    return moment


def _milliseconds(value: float) -> timedelta:
    if isinstance(value, bool):
        raise TypeError(value)
    offset = timedelta(milliseconds=value)
    if abs(offset) > FURTHEST:
        raise ValueError(value)
    return offset
