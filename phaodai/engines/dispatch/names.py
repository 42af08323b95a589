"""How names of bodies are built: heads, sectors, unit kinds; and their sentence case."""

from __future__ import annotations

import re
from typing import Final

from phaodai.engines.dispatch.lexicon import Lexicon, words_of
from phaodai.engines.dispatch.text import modern_tone, tone_key

SECTORS: Final[tuple[str, ...]] = (
    "Y tế", "Giáo dục và Đào tạo", "Giáo dục", "Thông tin và Truyền thông",
    "Khoa học và Công nghệ", "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và Môi trường",
    "Nông nghiệp", "Tài nguyên và Môi trường", "Lao động - Thương binh và Xã hội",
    "Lao động, Thương binh và Xã hội", "Lao động Thương binh và Xã hội", "Lao động", "Nội vụ",
    "Văn hóa, Thể thao và Du lịch", "Văn hóa - Thể thao và Du lịch", "Văn hóa và Thể thao",
    "Văn hóa, Thể thao, Khoa học và Thông tin", "Văn hóa, Khoa học và Thông tin",
    "Văn hóa và Thông tin", "Văn hóa - Thông tin", "Văn hóa Thông tin", "Văn hóa - Xã hội",
    "Văn hóa", "Du lịch", "Giao thông vận tải", "Giao thông công chánh", "Giao thông Công chính",
    "Xây dựng", "Công Thương", "Kế hoạch và Đầu tư", "Kế hoạch - Tài chính", "Tài chính",
    "Tài chính - Kế hoạch", "Tư pháp", "Ngoại vụ", "Ngoại giao", "Quy hoạch - Kiến trúc",
    "Dân tộc", "Dân tộc và Tôn giáo", "Tôn giáo", "Kinh tế", "Kinh tế và Hạ tầng",
    "Kinh tế - Hạ tầng", "Kinh tế, Hạ tầng và Đô thị", "Kinh tế, Hạ tầng", "Quản lý đô thị",
    "Tài chính và Kế hoạch", "Thanh tra", "Công an", "Quốc phòng", "Tuyên giáo", "Dân vận",
    "Tổ chức", "Nội chính", "Kiểm tra", "Thú y", "Chăn nuôi và Thú y", "Trồng trọt",
    "Dân số", "Dân số - Kế hoạch hóa gia đình", "An toàn vệ sinh thực phẩm",
    "An toàn thực phẩm", "Quản lý thị trường", "Kiểm lâm", "Thuế", "Hải quan", "Thống kê",
    "Y tế dự phòng", "Kiểm soát bệnh tật", "Kiểm dịch y tế quốc tế", "Kiểm dịch động vật",
    "Chuyển đổi số", "Truyền thông", "Thể dục thể thao", "Bảo vệ thực vật", "Thủy sản",
    "Trẻ em", "Bảo hiểm xã hội", "Dược", "Phòng, chống HIV/AIDS", "Phục vụ hành chính công",
    "Dịch vụ nông nghiệp", "Khuyến nông", "Văn hóa, Thông tin và Thể thao",
    "Văn hóa - Thông tin - Thể thao", "Truyền thông - Văn hóa", "Truyền thông và Văn hóa",
    "Pháp y", "Cảnh sát giao thông", "Cảnh sát phòng cháy, chữa cháy", "Cảnh sát", "Hậu cần",
    "Cấp cứu 115", "Huyết học", "Nhi", "Phổi", "Sản - Nhi", "Y học cổ truyền",
    "Đa khoa", "Tuyên giáo và Dân vận", "Xã hội", "Phòng, chống bệnh truyền nhiễm",
    "Chính trị, tư tưởng", "Chính trị tư tưởng", "Chính trị", "Hậu cần", "Tham mưu", "Kỹ thuật",
    "Nghiệp vụ Y", "Nghiệp vụ Dược", "Kế hoạch nghiệp vụ", "Kế hoạch - Nghiệp vụ", "Tổ chức cán bộ",
    "Tổ chức - Hành chính", "Tổ chức Hành chính", "Hành chính - Tổ chức", "Hành chính - Quản trị",
    "Phòng, chống thiên tai", "Phòng, chống dịch bệnh",
)  # fmt: skip

NAMED_HEADS: Final[tuple[str, ...]] = (
    "Sở", "Bộ", "Cục", "Chi cục", "Tổng cục", "Vụ", "Ban", "Phòng", "Trung tâm", "Viện",
    "Bệnh viện", "Phòng khám", "Trạm", "Đài", "Báo", "Hội", "Hiệp hội", "Liên đoàn", "Liên hiệp",
    "Liên minh", "Công ty", "Tổng công ty", "Tập đoàn", "Ngân hàng", "Kho bạc", "Trường",
    "Đại học", "Học viện", "Đồn", "Tiểu ban", "Tổ", "Đội", "Hạt", "Ủy ban", "Hội đồng", "Văn phòng",
    "Ban Quản lý", "Ban chấp hành", "Câu lạc bộ", "Quỹ", "Tòa án", "Viện kiểm sát", "Thanh tra",
    "Bộ phận", "Khoa", "Khối", "Khối Dân vận", "Quân khu", "Trung đoàn", "Tiểu đoàn", "Sư đoàn",
    "Lữ đoàn", "Đại đội", "Bệnh xá", "Hải đội", "Nhà máy", "Cảng vụ", "Cảng",
    "Hợp tác xã", "Đoàn",
)  # fmt: skip
"""Words that need a name after them to be a body."""

FULL_HEADS: Final[tuple[str, ...]] = (
    "Ủy ban nhân dân", "UBND", "Hội đồng nhân dân", "HĐND", "HĐND-UBND", "HĐND và UBND",
    "UB MTTQ", "UBMTTQ", "UBMTTQVN", "MTTQ", "Ủy ban Mặt trận Tổ quốc", "Mặt trận Tổ quốc",
    "Ủy ban MTTQ", "Mặt trận", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Đảng ủy",
    "Đảng bộ", "Chi bộ", "Chi ủy", "Đảng đoàn", "Ban cán sự đảng", "Ban cán sự", "BCS đảng",
    "Ban Thường vụ", "Ban Thường trực", "Thường trực", "TT.", "Thường vụ", "Ban Chấp hành",
    "Công an", "Quân sự", "Ban Chỉ huy Quân sự", "Bộ Chỉ huy Quân sự", "Bộ CHQS", "Ban CHQS",
    "Bộ đội Biên phòng", "Biên phòng", "Bộ Chỉ huy Bộ đội Biên phòng", "BĐBP",
    "Bộ CHBĐBP", "Bộ Tư lệnh", "Bộ Chỉ huy", "Ban Chỉ huy", "Quân đội", "Đồn Biên phòng",
    "Ban Chỉ đạo", "BCĐ", "Trung tâm Chỉ huy", "TTCH", "Sở Chỉ huy", "Trạm Y tế", "TYT",
    "Trung tâm Y tế", "TTYT", "Trung tâm Kiểm soát bệnh tật", "TTKSBT", "CDC", "Bệnh viện",
    "Văn phòng", "VP", "Chính phủ", "Thủ tướng Chính phủ", "Quốc hội", "Trung ương",
    "Ban Bí thư", "Bộ Chính trị", "Đoàn Thanh niên", "Tỉnh đoàn", "Huyện đoàn", "Thành đoàn",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn TNCS Hồ Chí Minh", "Hội Liên hiệp Phụ nữ",
    "Đoàn TNCSHCM", "Hội LHPN", "Hội Phụ nữ", "Hội Nông dân", "Hội Cựu chiến binh",
    "Hội Chữ thập đỏ", "Hội CCB", "Hội ND", "Liên đoàn Lao động", "LĐLĐ", "Thị đoàn", "Quận đoàn",
    "Công đoàn", "Cổng Thông tin điện tử", "Cổng thông tin", "Thông tấn xã", "Thanh tra",
    "Đài Phát thanh và Truyền hình", "Đài Phát thanh - Truyền hình", "Đài Truyền thanh",
    "Đài Phát thanh truyền hình", "Đài PT-TH", "Đài Truyền thanh - Truyền hình",
    "Đài Truyền hình", "Đài Phát thanh", "Kho bạc Nhà nước", "Bảo hiểm xã hội", "BHXH",
    "Bưu điện", "Viễn thông", "Điện lực", "Tòa án nhân dân", "Viện kiểm sát nhân dân",
    "Viện Pasteur", "Viện Vệ sinh dịch tễ Trung ương", "Viện Vệ sinh dịch tễ",
    "Ban điều hành", "Ban Nhân dân", "Ban Giám hiệu", "Ban Giám đốc", "Ban Phát triển",
    "Ban Bảo vệ dân phố", "Ban Bảo vệ", "Ban Công tác Mặt trận", "Ban Đại diện cha mẹ học sinh",
    "Ban Quản lý các khu công nghiệp", "Ban Quản lý khu công nghiệp",
    "Ban Quản lý khu kinh tế", "Ban Quản lý các khu kinh tế", "BQL các KCN",
    "Tổ giúp việc", "Tổ nhân dân tự quản", "Tổ COVID cộng đồng", "Tổ Covid-19 cộng đồng",
    "Tổ truy vết", "Đội cơ động", "Đội phản ứng nhanh", "Đội đáp ứng nhanh",
    "Đội đáp ứng nhanh chống dịch", "Trạm Y tế lưu động", "Đoàn kiểm tra",
    "Trung tâm Văn hóa", "Cục Thuế", "Cục Hải quan", "Cục Quản lý thị trường",
    "Ban Dân vận", "Ban Tuyên giáo", "Ban Tổ chức", "Ban Nội chính", "Ủy ban Kiểm tra",
    "Ban Tuyên giáo và Dân vận", "Hội Người cao tuổi", "Hội Liên hiệp Thanh niên",
    "Hội Khuyến học", "Hội Đông y", "Ngân hàng Nhà nước", "Ngân hàng Chính sách xã hội",
    "Liên minh Hợp tác xã", "Liên hiệp các Hội Khoa học và Kỹ thuật",
)  # fmt: skip
"""Bodies whose name is whole without anything after it."""

TITLES: Final[tuple[str, ...]] = (
    "Chủ tịch", "Phó Chủ tịch", "Bí thư", "Phó Bí thư", "Giám đốc", "Phó Giám đốc",
    "Thủ trưởng", "Lãnh đạo", "Người đứng đầu", "Trưởng", "Trưởng phòng", "Trưởng Ban",
    "Trưởng các", "Phó Trưởng Ban", "Tổng Giám đốc", "Hiệu trưởng", "Viện trưởng", "Cục trưởng",
    "Vụ trưởng", "Chi cục trưởng", "Chánh Văn phòng", "Chánh Thanh tra", "Chỉ huy trưởng",
    "Tư lệnh", "Bộ trưởng", "Thứ trưởng", "Trưởng Công an", "Trạm trưởng", "Trưởng trạm",
    "Trưởng khoa", "Tổng Biên tập", "Tổng cục trưởng", "Tổ trưởng", "Đội trưởng", "Trưởng thôn",
    "Trưởng bản", "Thành viên", "Ủy viên Ban Thường vụ", "Ủy viên", "Thường trực",
    "Chủ nhiệm", "Đại biểu", "Huyện ủy viên", "Tỉnh ủy viên", "Thành ủy viên", "Thị ủy viên",
    "Quận ủy viên", "Đảng ủy viên", "Ủy viên Ban Chấp hành", "Trưởng khu phố",
    "Phó Trưởng phòng", "Phó Cục trưởng",
    "CT", "PCT", "Thủ tướng", "Phó Thủ tướng", "Chính ủy", "Người phát ngôn", "Trưởng tiểu ban",
    "Trưởng các tiểu ban", "Trưởng đoàn", "Viên chức", "Công chức", "LĐ",
)  # fmt: skip
"""Posts; the body they head follows directly."""

UNIT_KINDS: Final[tuple[str, ...]] = (
    "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "thôn", "bản",
    "tiểu khu", "khu phố", "tổ dân phố", "đặc khu", "ấp", "khu dân cư", "tp", "buôn", "làng",
    "khóm", "sóc", "khối phố", "khối", "xóm", "tdp",
)  # fmt: skip

_ABBREVIATIONS: Final[frozenset[str]] = frozenset(
    {
        "UBND", "HĐND", "MTTQ", "TW", "TP", "TP.", "BCĐ", "PCD", "COVID", "HIV", "AIDS", "UB",
        "BCH", "TNCS", "LĐLĐ", "TTYT", "CDC", "BHXH", "THPT", "THCS", "KCN", "BQL", "PCTT",
        "TKCN", "VN", "CHQS", "BĐBP", "QLTT", "II", "III", "IV", "VI", "VII", "TNHH", "MTV",
    }
)  # fmt: skip

_SPELLINGS: Final[dict[tuple[str, ...], str]] = {
    **{words_of(name): name for name in (*NAMED_HEADS, *FULL_HEADS)},
    **{words_of(name): name for name in SECTORS},
    **{words_of(name): name for name in TITLES if " " in name},
}
_LONGEST: Final[int] = max(len(words) for words in _SPELLINGS)
_KINDS: Final[dict[tuple[str, ...], str]] = {words_of(kind): kind for kind in UNIT_KINDS}
_PARTY: Final[frozenset[str]] = frozenset(
    {"Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Tỉnh đoàn", "Huyện đoàn"}
)
_SMALL: Final[frozenset[str]] = frozenset(
    {"và", "các", "của", "nhân", "dân", "về", "cho", "chống", "trực", "thuộc"}
)


_MISREAD: Final = re.compile(r"(?<![\w/])(?=[^\W\d_]*[01][^\W\d_])[^\W\d_]+[01][^\W_]*(?![\w/])")
_AS_LETTER: Final = str.maketrans("01", "OI")


def sentence_case(printed: str, lexicon: Lexicon, *, is_name: bool = False) -> str:
    """Return a name printed in capitals as it is written in a sentence.

    Args:
        printed: one name in capitals; other lettering is returned as it is.
        lexicon: known names, whose spelling wins.
        is_name: it is nothing but the name of a body, so that what follows a known name in it is
            the name of a unit ("SỞ Y TẾ HƯNG SƠN").

    Notes:
        Known names keep their official capitals; what follows a unit kind (tỉnh, huyện, …) or a
        Party committee is a proper name; a group of abbreviations stays; the rest is lower case.
    """
    printed = modern_tone(" ".join(printed.split()))
    printed = _MISREAD.sub(lambda match: match.group().translate(_AS_LETTER), printed)
    letters = [char for char in printed if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return printed[:1].upper() + printed[1:]
    raw = printed.split(" ")
    words = [words_of(word) for word in raw]
    out: list[str] = []
    index = 0
    is_proper = False
    while index < len(raw):
        size, spelt = _known(raw, words, index, lexicon)
        kind_size, kind = _kind(words, raw, index, is_name=is_name)
        if kind is not None and (out or kind != "bản") and kind_size >= size:
            out.append(kind)
            index += kind_size
            is_proper = True
            continue
        if spelt is not None and not (is_proper and size == 1 and _is_short(spelt)):
            trail = raw[index + size - 1][len(raw[index + size - 1].rstrip(",;")) :]
            lower_first = bool(out) and spelt.split(" ")[0].lower() in _SMALL
            if spelt.startswith("Phòng, chống") and (not out or out[-1] not in NAMED_HEADS):
                lower_first = True
            out.append((spelt[:1].lower() + spelt[1:] if lower_first else spelt) + trail)
            index += size
            is_proper = spelt in _PARTY or (is_name and _ends_in_place(words[index:]))
            continue
        pair = tuple(part for word in words[index : index + 2] for part in word)
        is_proper = is_proper and pair[:1] not in _AFTER_NAMES and pair[:2] != ("cong", "tac")
        out.append(_word(raw[index], is_proper=is_proper))
        index += 1
    joined = " ".join(out)
    return joined[:1].upper() + joined[1:]


_COMMON: Final = frozenset(
    {"phong", "chong", "dich", "benh", "quan", "ly", "khu", "cac", "cap", "tac", "nganh", "va",
     "tinh", "huyen", "xa", "phuong", "quoc", "gia", "nhan", "dan", "-"}
)  # fmt: skip


def _ends_in_place(rest: list[tuple[str, ...]]) -> bool:
    """Say whether the last words of a body's name are a proper name: two to four, none common."""
    flat = [part for word in rest for part in word]
    return 2 <= len(flat) <= 4 and not any(part in _COMMON for part in flat)


_AFTER_NAMES: Final = frozenset(
    (word,) for word in (
        "tai", "ve", "trong", "va", "cua", "cuoc", "hop", "nam", "cho", "voi", "theo", "khi", "de",
        "den", "tu", "giai", "thang", "quy", "cac", "nhung", "vao", "ngay", "doi", "duoc", "khoa",
    )
)  # fmt: skip
"""Words that end a proper name in a line of capitals."""


def _is_short(spelt: str) -> bool:
    return " " not in spelt and not spelt.isupper()


_CONSONANTS: Final = re.compile(r"[BCDĐGHKLMNPQRSTVX]{3,}")
"""Capitals without a vowel abbreviate."""


def _word(word: str, *, is_proper: bool) -> str:
    bare = word.strip(".,;:()")
    if (
        bare in _ABBREVIATIONS
        or _CONSONANTS.fullmatch(bare)
        or any(char.isdigit() for char in bare)
        or bare == "-"
    ):
        return word
    lower = word.lower()
    if lower in _SMALL and not is_proper:
        return lower
    return lower[:1].upper() + lower[1:] if is_proper else lower


def _is_word(printed: str, spelt: str, following: list[str]) -> bool:
    """Say whether one printed word is this known one: SỐ is not Sở, PHÒNG, CHỐNG no division."""
    bare = printed.strip(",;")
    if not bare.isascii() and tone_key(bare) != tone_key(spelt):
        return False
    fights = tone_key("".join(following)).startswith("chống")
    return not (tone_key(bare) == "phòng" and fights)


def _known(
    raw: list[str], words: list[tuple[str, ...]], index: int, lexicon: Lexicon
) -> tuple[int, str | None]:
    for size in range(min(_LONGEST, len(words) - index), 0, -1):
        flat = tuple(part for word in words[index : index + size] for part in word)
        if flat and flat[-1] in {",", ";"}:
            flat = flat[:-1]
        spelt = lexicon.spelling.get(flat) or _SPELLINGS.get(flat)
        if spelt is None:
            continue
        if size == 1 and not _is_word(raw[index], spelt, raw[index + 1 : index + 2]):
            continue
        return size, spelt
    return 0, None


def _kind(
    words: list[tuple[str, ...]], raw: list[str], index: int, *, is_name: bool
) -> tuple[int, str | None]:
    for size in (3, 2, 1):
        flat = tuple(part for word in words[index : index + size] for part in word if part != ".")
        kind = _KINDS.get(flat)
        printed = raw[index].lower().strip(",;")
        is_misread = is_name and flat in {("tinh",), ("huyen",), ("phuong",), ("xa",)}
        is_other = kind is not None and printed != kind and not printed.isascii()
        if size == 1 and is_other and not is_misread:
            continue
        if kind == "bản" and printed != kind:
            continue
        if kind is not None and len(words[index : index + size]) == size:
            following = words[index + size] if index + size < len(words) else ()
            if following[:1] in {("uy",), ("hoi",), ("doan",)}:
                return 0, None
            return size, "TP." if printed == "tp." else kind
    return 0, None
