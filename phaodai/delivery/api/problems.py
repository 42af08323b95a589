"""Everything the interface refuses, as RFC 9457 problems with a code of their own.

What may not be seen and what does not exist is the same problem, byte for byte.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

CONTENT_TYPE = "application/problem+json"

# Code -> status, then what is wrong in Vietnamese and in English.
PROBLEMS: Mapping[str, tuple[int, str, str]] = {
    "bad_request": (400, "Yêu cầu không đọc được.", "The request cannot be read."),
    "bad_json": (400, "Nội dung không phải JSON hợp lệ.", "The body is no valid JSON."),
    "too_deep": (
        400,
        "JSON lồng quá sâu hoặc quá nhiều phần tử.",
        "The JSON is nested too deeply or holds too many parts.",
    ),
    "no_token": (
        401,
        "Thiếu mã truy cập: gửi tiêu đề Authorization: Bearer phd_…",
        "There is no token: send the header Authorization: Bearer phd_…",
    ),
    "invalid_token": (
        401,
        "Mã truy cập không dùng được: sai, hết hạn hoặc đã thu hồi.",
        "The token opens nothing: it is wrong, over or revoked.",
    ),
    "not_found": (404, "Không có gì ở địa chỉ này.", "There is nothing at this address."),
    "unknown_keeper": (
        404,
        "Không có cơ quan lưu văn bản nào như vậy.",
        "There is no such body to keep documents.",
    ),
    "method_not_allowed": (
        405,
        "Địa chỉ này không nhận phương thức ấy.",
        "This address does not take that method.",
    ),
    "already_kept": (
        409,
        "Văn bản này đã có; xem ref.",
        "The document is kept already; see ref.",
    ),
    "stale": (
        409,
        "Có người vừa đổi việc này; đọc lại rồi gửi lại.",
        "Somebody was quicker: read it again, then send again.",
    ),
    "illegal_move": (
        409,
        "Trạng thái của việc này không cho phép; đọc lại.",
        "Its state does not allow that: read it again.",
    ),
    "too_late": (
        409,
        "Đã quá 30 giây, không hoàn tác được; hãy thu hồi.",
        "More than 30 seconds have passed and it cannot be undone; withdraw it.",
    ),
    "id_reused": (
        409,
        "Mã này đã dùng cho báo cáo có nội dung khác; gửi bản mới bằng mã mới.",
        "This id was used for a report that says something else: send the new one under a new id.",
    ),
    "built_on_old": (
        409,
        "Đã có bản mới hơn bản được sửa; so sánh fields rồi gửi lại trên base.",
        "There is a newer revision than this was built on: compare fields, send anew on base.",
    ),
    "idempotency_key_reused": (
        409,
        "Idempotency-Key này đã dùng cho yêu cầu khác.",
        "This Idempotency-Key was used for another request.",
    ),
    "in_flight": (
        409,
        "Yêu cầu cùng Idempotency-Key đang chạy; thử lại sau.",
        "The request with this Idempotency-Key is running; try again later.",
    ),
    "precondition_failed": (
        412,
        "If-Match không còn đúng: có người vừa đổi; đọc lại rồi gửi lại.",
        "If-Match holds no longer: somebody was quicker. Read it again, then send again.",
    ),
    "too_large": (413, "Nội dung quá lớn; xem detail.", "The body is too large; see detail."),
    "unsupported_media_type": (
        415,
        "Kiểu nội dung không được nhận ở đây.",
        "This kind of content is not taken here.",
    ),
    "invalid": (422, "Giá trị không hợp lệ; xem errors.", "Values are not valid; see errors."),
    "bad_cursor": (
        422,
        "Con trỏ trang không đúng; lấy từ trường next.",
        "The cursor is wrong: take it from the field next.",
    ),
    "refused": (
        422,
        "Quy định không cho phép; xem detail.",
        "A rule does not allow that; see detail.",
    ),
    "faulty_report": (
        422,
        "Báo cáo có chỗ sai; sửa theo errors rồi gửi lại bằng mã mới.",
        "The report has faults: mend what errors name, then send it under a new id.",
    ),
    "unreadable_file": (
        422,
        "Không đọc được tệp; xem reason và detail.",
        "The file cannot be read; see reason and detail.",
    ),
    "unacceptable_file": (
        422,
        "Tệp không được nhận; xem file, reason và detail.",
        "The file is not taken; see file, reason and detail.",
    ),
    "too_many_requests": (
        429,
        "Quá nhiều yêu cầu; đợi rồi gửi lại.",
        "There were too many requests; wait, then send again.",
    ),
    "internal": (
        500,
        "Hệ thống gặp lỗi; đã ghi lại.",
        "Something broke here; it was written down.",
    ),
    "busy": (
        503,
        "Hệ thống đang bận hoặc hết chỗ ghi; thử lại sau ít giây.",
        "The system is busy or out of room; try again in a few seconds.",
    ),
}


class Problem(Exception):
    """A refusal that becomes the answer."""

    def __init__(
        self,
        code: str,
        *,
        detail: tuple[str, str] | None = None,
        errors: Sequence[Mapping[str, str | tuple[str, str]]] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        """Take what the answer says beside its title.

        Args:
            code: One of `PROBLEMS`.
            detail: More about this very case, in Vietnamese and in English.
            errors: Where each wrong value stands, and what is wrong with it; both languages where
                the message is a pair.
            headers: Of the answer.
            members: Further members of the answer.
        """
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.members = members


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Write a problem in the language that the machine asks for."""
    status, *words = PROBLEMS[problem.code]
    language = language_of(request)
    index = 1 if language == "en" else 0
    content: dict[str, Any] = {
        "type": f"urn:phaodai:problem:{problem.code}",
        "title": words[index],
        "status": status,
        "code": problem.code,
    }
    if problem.detail:
        content["detail"] = problem.detail[index]
    if problem.errors:
        content["errors"] = [
            {key: told if isinstance(told, str) else told[index] for key, told in each.items()}
            for each in problem.errors
        ]
    content |= problem.members
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def language_of(request: HttpRequest) -> str:
    """Return "en" where the machine prefers it, else "vi"."""
    header = request.headers.get("Accept-Language", "")[:200]
    for wanted, _ in parse_accept_lang_header(header):
        short = wanted.split("-")[0]
        if short in {"vi", "en"}:
            return short
    return "vi"
