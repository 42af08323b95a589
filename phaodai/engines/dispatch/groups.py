"""Words that groups of bodies are made of, as tables for look-up by folded words."""

from __future__ import annotations

from typing import Final

from phaodai.engines.dispatch.lexicon import WORDS, words_of
from phaodai.engines.dispatch.names import (
    FULL_HEADS,
    NAMED_HEADS,
    SECTORS,
    TITLES,
    UNIT_KINDS,
)
from phaodai.engines.dispatch.text import fold, tone_key

_GENERIC_WORDS: Final[tuple[str, ...]] = (
    "cơ quan", "đơn vị", "địa phương", "ban ngành", "ban, ngành", "ban", "ngành", "sở", "phòng",
    "đoàn thể", "tổ chức", "cấp ủy đảng", "cấp ủy", "chính quyền", "cấp", "doanh nghiệp",
    "lực lượng",
    "nhân dân", "người dân", "hộ gia đình", "hộ dân", "trường học", "cơ sở giáo dục",
    "hệ thống chính trị",
    "tầng lớp nhân dân", "bộ", "bệnh viện", "chủ đầu tư", "hợp tác xã", "khu công nghiệp",
    "tổ chức đảng", "chi bộ, đảng bộ", "chi bộ", "đảng bộ", "chi ủy", "mặt trận",
    "cộng đồng doanh nghiệp", "tổ chức chính trị - xã hội", "bộ, ngành",
    "cơ sở khám bệnh, chữa bệnh", "cơ sở khám, chữa bệnh", "cơ sở khám chữa bệnh", "cơ sở y tế",
    "cơ sở sản xuất, kinh doanh", "cơ sở sản xuất kinh doanh", "cơ sở sản xuất", "cơ sở điều trị",
    "ban xây dựng đảng", "ban Đảng", "khoa", "cơ sở kinh doanh", "cơ sở", "ban đảng", "đảng đoàn",
    "đảng viên", "cán bộ", "công chức",
    "viên chức", "trường", "trung tâm", "tổ", "đội", "đoàn", "hội", "thôn", "bản", "tiểu khu",
    "khu phố", "tổ dân phố", "xã", "phường", "thị trấn", "huyện", "thành phố", "thị xã", "quận",
    "tỉnh",
    "huyện ủy", "thành ủy", "thị ủy", "quận ủy", "đảng ủy", "tỉnh ủy", "tiểu ban", "trạm y tế",
    "trung tâm y tế", "sở ngành", "cơ quan truyền thông, báo chí", "cơ quan truyền thông",
    "cơ quan thông tấn, báo chí",
    "cơ quan thông tin, báo chí", "cơ quan báo chí, truyền thông", "cơ quan báo chí",
    "cơ quan thông tấn",
    "phòng khám", "phòng xét nghiệm", "cơ sở xét nghiệm", "phòng tiêm chủng", "nhà thuốc",
    "quầy thuốc", "hộ kinh doanh", "chủ hộ", "hiệp hội",
    "hội quần chúng",
    "tổ chức chính trị xã hội", "cục", "chi cục", "vụ", "viện", "phòng chức năng", "đặc khu", "ấp",
    "xóm", "buôn", "làng", "nhà trường", "phòng ban", "hội đoàn thể", "tổ công tác",
    "đoàn kiểm tra",
    "tổ truy vết", "tổ phản ứng nhanh", "đội cơ động", "công ty", "nhà máy", "khu cách ly",
    "cơ sở cách ly", "cơ sở cách ly tập trung", "khu cách ly tập trung", "cơ sở giết mổ", "chợ",
    "ban quản lý", "phụ huynh", "giáo viên", "học sinh", "cộng đồng", "cơ quan chuyên môn",
    "cơ quan, đơn vị", "đồn biên phòng", "trạm thú y", "cơ sở chăn nuôi", "chủ vật nuôi",
    "người nuôi",
    "ban chỉ đạo", "trung tâm chỉ huy", "cơ sở tiêm chủng", "điểm tiêm chủng", "điểm tiêm",
    "công dân",
    "ủy ban nhân dân", "ubnd", "huyện, thành ủy", "huyện, thị, thành ủy",
    "huyện, quận, thị, thành ủy",
    "huyện ủy, thành ủy", "huyện, thị xã, thành ủy", "quận, huyện ủy", "cơ sở lưu trú",
    "cơ sở dịch vụ", "lĩnh vực", "đối tượng",
)  # fmt: skip
BARE: Final[frozenset[str]] = frozenset(
    {"dia phuong", "co quan", "don vi", "doanh nghiep", "nhan dan", "nguoi dan", "chinh quyen",
     "ban nganh", "doan the", "cap uy", "cac", "nganh", "cong dong doanh nghiep", "ho gia dinh",
     "truong hoc", "nha truong", "he thong chinh tri", "cong dan", "luc luong", "mat tran",
     "can bo", "dang doan", "co so cach ly tap trung", "khu cach ly tap trung",
     "co so kham chua benh",
     "co so y te",
     "huyen uy", "thanh uy", "thi uy", "quan uy", "dang uy", "to chuc dang", "co so cach ly",
     "khu cach ly", "cap uy dang", "phu huynh", "chu vat nuoi", "co so kham benh, chua benh",
     "ban dang", "tram y te", "trung tam y te", "ban chi dao", "to truy vet", "so nganh",
     "trung tam chi huy", "phong ban", "chu dau tu", "dang vien", "co so tiem chung",
     "diem tiem chung", "ho kinh doanh", "benh vien", "hoi doan the", "co so", "ban, nganh"}
)  # fmt: skip
"""General groups that may stand without các, những, mọi before them."""
_QUANTITIES: Final[tuple[str, ...]] = (
    "tất cả các", "toàn thể các", "các", "những", "toàn thể", "từng", "mỗi", "mọi", "cả", "một số",
    "toàn bộ các", "toàn",
)  # fmt: skip
_QUALIFIERS: Final[tuple[str, ...]] = (
    "có liên quan", "liên quan", "chức năng", "trực thuộc", "chính trị - xã hội",
    "chính trị xã hội",
    "chính trị", "truyền thông, báo chí", "truyền thông", "báo chí", "thông tấn, báo chí",
    "phụ trách địa bàn", "phụ trách", "khu vực", "Việt Nam", "Quốc gia", "Trung ương", "Nhà nước",
    "trong và ngoài nước", "công an", "quân đội", "y tế", "quân sự", "biên phòng", "vũ trang",
    "tuyến đầu", "các cấp", "cùng cấp", "cấp trên", "cấp dưới", "ở địa phương", "cơ sở",
    "Cộng sản Hồ Chí Minh", "TNCS Hồ Chí Minh", "tự quản", "chuyên môn", "tuyến tỉnh",
    "tuyến huyện", "tuyến xã", "công lập", "ngoài công lập", "tư nhân", "đa khoa", "dự phòng",
    "nêu trên", "khác", "còn lại", "được kiểm tra", "được giám sát", "điều trị", "địa phương",
    "sở tại", "thành viên",
    "ngang bộ", "thuộc Chính phủ",
    "sản xuất, kinh doanh", "sản xuất kinh doanh", "giáo dục",
    "lưu động", "đảng", "liên ngành", "THPT", "THCS",
    "trung học phổ thông", "tiểu học", "mầm non", "đại học", "cao đẳng", "người dân", "nhân dân",
    "du lịch", "dịch vụ", "quản lý",
    "cung cấp dịch vụ", "được phân công", "được giao", "viễn thông", "tôn giáo", "đứng chân",
    "kinh doanh", "vận tải", "theo phân cấp", "từ tỉnh đến cơ sở", "từ huyện đến cơ sở",
)  # fmt: skip


Entry = tuple[tuple[str, ...], tuple[str, ...]]
"""The words of a name, folded and with their accents."""
Table = dict[str, tuple[Entry, ...]]
"""Entries by their first folded word, the longest first."""


def _table(names: tuple[str, ...]) -> Table:
    table: dict[str, list[Entry]] = {}
    for name in names:
        words = words_of(name)
        lows = tuple(tone_key(word) for word in WORDS.findall(name))
        table.setdefault(words[0], []).append((words, lows))
    return {first: tuple(sorted(found, key=lambda e: -len(e[0]))) for first, found in table.items()}


FULL = _table(FULL_HEADS)
NAMED = _table(NAMED_HEADS)
SECTOR = _table(SECTORS)
TITLE = _table(TITLES)
KIND = _table(UNIT_KINDS)
GROUP = _table(_GENERIC_WORDS)
QUALIFIER = _table(_QUALIFIERS)
QUANTITY = _table(_QUANTITIES)
SCHOOLING = _table(("mầm non", "tiểu học", "trung học cơ sở", "trung học phổ thông", "THCS", "THPT",
    "phổ thông", "đại học", "cao đẳng", "trung cấp", "dạy nghề", "nghề nghiệp", "công lập",
    "tư thục", "ngoài công lập", "tư nhân"))  # fmt: skip
"""What kinds of schools and clinics are listed after one "các trường"."""
PURPOSE = _table(("phòng, chống dịch bệnh", "phòng, chống dịch", "phòng chống dịch bệnh",
                "phòng chống dịch", "phòng, chống", "phòng chống", "PCD", "PCDB",
                "công tác phòng, chống dịch"))  # fmt: skip
_EXACT_WORDS: Final = (
    "sở", "bộ", "ban", "tổ", "hội", "đoàn", "đội", "trạm", "viện", "vụ", "cục", "báo",
    "đài", "bản", "xã", "tỉnh", "quận", "phường", "ấp", "xóm", "làng", "cấp",
    "huyện", "thôn", "ngành", "phòng", "cả", "các", "trường", "đồn", "hạt", "buôn",
    "khối", "phổi", "nhi", "thuế", "dược", "quỹ", "chợ", "cảng", "những", "từng",
    "mọi", "mỗi", "khóm", "sóc", "toàn", "trưởng"
)  # fmt: skip
EXACT: Final[dict[str, frozenset[str]]] = {
    fold(word): frozenset(tone_key(other) for other in _EXACT_WORDS if fold(other) == fold(word))
    for word in _EXACT_WORDS
}
"""Single words that count only with their own accents, by their folded form."""
NOT_AFTER_KIND: Final[dict[str, frozenset[str]]] = {
    "xa": frozenset({"hoi"}), "tinh": frozenset({"uy", "doan"}),
    "huyen": frozenset({"uy", "doan"}), "quan": frozenset({"uy", "doan"}),
}  # fmt: skip
NESTING: Final[frozenset[str]] = frozenset(
    {"ban", "van", "vp", "thuong", "dang", "bcs", "tt", "thanh", "so", "phong", "uy", "bo", "tiểu",
     "to", "doan", "hdnd", "ubnd", "mat"}
)  # fmt: skip
