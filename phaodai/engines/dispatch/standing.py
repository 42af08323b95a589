"""Tasks and standing duties: whether an order without a deadline comes to an end.

The first verb decides (gold README, "Due"): what continues or repeats stands (tăng cường, duy trì,
bảo đảm, giám sát, …), what makes a thing ends with it (xây dựng, rà soát, thành lập, tập huấn, …).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from phaodai.engines.dispatch.lexicon import words_of
from phaodai.engines.dispatch.orders import verb_at

_STANDING: Final[tuple[str, ...]] = (
    "tăng cường", "tăng thời lượng", "tiếp tục", "đẩy mạnh", "đẩy nhanh", "nâng cao",
    "phát huy", "quan tâm", "chú trọng",
    "thường xuyên", "duy trì", "bảo đảm", "đảm bảo", "nghiêm túc", "thực hiện nghiêm",
    "thực hiện tốt", "thực hiện nhất quán", "thực hiện hiệu quả", "thực hiện có hiệu quả",
    "thực hiện đồng bộ", "thực hiện quyết liệt", "thực hiện triệt để", "thực hiện đúng",
    "thực hiện đầy đủ", "củng cố", "đổi mới", "quán triệt", "chịu trách nhiệm", "chịu sự",
    "không", "xử lý nghiêm", "kiên quyết", "quản lý", "giám sát", "theo dõi", "kiểm soát",
    "tuyên truyền", "vận động", "truyền thông", "thông tin", "gắn", "lấy", "coi", "xác định",
    "bám sát", "nắm chắc", "nắm bắt", "nắm tình hình", "nắm hộ", "bảo vệ", "ngăn chặn", "làm tốt",
    "làm nòng cốt", "tuyệt đối", "nghiêm cấm", "hạn chế", "khuyến khích", "khuyến cáo",
    "chấp hành", "tuân thủ", "sẵn sàng", "ưu tiên", "động viên", "đấu tranh", "lãnh đạo",
    "đôn đốc", "triển khai thực hiện", "triển khai đồng bộ", "triển khai quyết liệt",
    "triển khai nghiêm", "triển khai nghiêm túc", "triển khai có hiệu quả", "triển khai hiệu quả",
    "triển khai các giải pháp", "triển khai các biện pháp", "triển khai đầy đủ",
    "triển khai hoạt động", "triển khai các hoạt động",
    "tổ chức thực hiện", "tổ chức triển khai thực hiện",
    "tổ chức tốt", "nêu cao", "đề cao", "hỗ trợ", "kiểm tra", "thanh tra", "quyết tâm",
    "huy động", "đáp ứng", "tiếp nhận", "phát hiện", "siết chặt", "thắt chặt", "phòng ngừa",
    "giữ", "giữ vững", "chuyển hướng", "nhắc nhở", "chăm sóc", "cung cấp thông tin",
    "cung cấp đầy đủ", "cung cấp kịp thời", "cung cấp thường xuyên", "chia sẻ thông tin",
    "thông tin", "điều hành", "tạo điều kiện", "tích cực tham gia", "tham gia", "hưởng ứng",
    "đồng hành", "ủng hộ", "tuần tra", "thực hiện chế độ", "khuyến nghị", "tư vấn",
)  # fmt: skip
"""Verbs that go on without an end."""

_TASKS: Final[tuple[str, ...]] = (
    "tham mưu", "xây dựng", "ban hành", "thành lập", "hoàn thiện", "kiện toàn", "rà soát",
    "báo cáo", "trình", "tổng hợp", "lập", "bố trí", "thiết lập", "chuẩn bị", "cung cấp",
    "mua sắm", "liên hệ", "chuyển đổi", "thống kê", "phân công", "tập huấn", "diễn tập", "đề xuất",
    "gửi", "tiêm", "triển khai tiêm", "tổ chức tiêm", "triển khai hệ thống", "nghiên cứu",
    "cân đối", "cử", "điều động", "thẩm định", "hoàn thành", "sửa đổi", "bổ sung",
    "khảo sát", "quyết định", "phân bổ", "mua", "tổng rà soát", "điều tra", "khoanh vùng",
)  # fmt: skip
"""Verbs that end in a thing made or done."""

_ADVERBS: Final[tuple[str, ...]] = (
    "chủ động", "kịp thời", "tích cực", "trực tiếp", "tập trung", "chủ trì", "mở rộng",
    "nhanh chóng", "sớm", "khẩn trương", "ưu tiên", "có trách nhiệm", "phải", "cần", "lưu ý",
    "đồng thời", "theo chức năng, nhiệm vụ được giao", "theo chức năng, nhiệm vụ",
    "theo thẩm quyền", "theo nhiệm vụ được giao", "có nhiệm vụ", "giúp", "tổ chức", "triển khai",
    "đồng chủ trì", "có kế hoạch", "là đầu mối", "làm đầu mối", "căn cứ tình hình thực tế",
    "quyết liệt", "tham gia",
)  # fmt: skip
"""Words before the verb that decides."""

_HANDED: Final[tuple[str, ...]] = (
    "phối hợp", "chỉ đạo", "hướng dẫn", "đôn đốc", "yêu cầu", "giao",
)  # fmt: skip
"""Verbs that hand the order on: what the bodies after them are to do decides."""

_LEANING: Final = frozenset({("chu", "dong"), ("kip", "thoi"), ("tich", "cuc"), ("tap", "trung"),
                             ("mo", "rong"), ("uu", "tien")})  # fmt: skip
"""Adverbs that make a standing duty of a verb that is neither."""

_Table = dict[str, tuple[tuple[str, ...], ...]]


def _table(names: tuple[str, ...]) -> _Table:
    table: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        words = words_of(name)
        table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(found, key=lambda w: -len(w))) for first, found in table.items()}


_STANDING_WORDS: Final = _table(_STANDING)
_TASK_WORDS: Final = _table(_TASKS)
_ADVERB_WORDS: Final = _table(_ADVERBS)
_HANDED_WORDS: Final = _table(_HANDED)


def _match(table: _Table, words: list[str], at: int) -> int:
    if at < len(words):
        for name in table.get(words[at], ()):
            if tuple(words[at : at + len(name)]) == name:
                return len(name)
    return 0


def _past_links(words: list[str], at: int) -> int:
    while at < len(words) and words[at] in {",", "va", ":", "chat", "che", "voi", "cung", "viec"}:
        at += 1
    return at


def is_standing(words: list[str], at: int, end: int, past_bodies: Callable[[int], int]) -> bool:
    """Say whether an order goes on without an end.

    Args:
        words: folded words of the page.
        at: where the order's own words begin.
        end: after its last word.
        past_bodies: returns the place after the bodies listed at a place, or that place.
    """
    leans = False
    for _ in range(10):
        standing = _match(_STANDING_WORDS, words, at)
        task = _match(_TASK_WORDS, words, at)
        handed = _match(_HANDED_WORDS, words, at)
        adverb = _match(_ADVERB_WORDS, words, at)
        if task and task >= max(standing, adverb):
            return _is_carried_on(words, at + task, end)
        if handed and handed >= standing:
            following = _past_links(words, at + handed)
            if words[at] == "phoi" and "," in words[at + handed : following]:
                return True
            beyond = past_bodies(following)
            beyond = _past_links(words, beyond)
            if beyond < end and (beyond > following or verb_at(words, beyond)):
                leans = words[at] in {"phoi", "chi"} and not verb_at(words, beyond)
                at = beyond
                continue
            return words[at : at + 2] != ["huong", "dan"]
        if standing and standing >= adverb and not (adverb and standing == adverb):
            following = _past_links(words, at + standing)
            is_check = words[at] == "kiem" and following > at + standing
            return not (is_check and _match(_TASK_WORDS, words, following))
        if not adverb:
            break
        leans = leans or tuple(words[at : at + adverb]) in _LEANING
        at = _past_links(words, at + adverb)
        if at >= end:
            break
    return leans


def _is_carried_on(words: list[str], at: int, end: int) -> bool:
    """Say whether a thing made is to be carried out well ("xây dựng, triển khai có hiệu quả")."""
    if at >= end or words[at] not in {",", "va"}:
        return False
    following = _past_links(words, at)
    return _match(_STANDING_WORDS, words, following) > 0 and words[following] in {
        "trien", "thuc", "to"
    }  # fmt: skip
