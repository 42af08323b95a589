"""Indicators that units state in their reports, beside those that orders and ratios name."""

from typing import Final

from phaodai.vocabulary import strata
from phaodai.vocabulary.measures import Indicator, Kind
from phaodai.vocabulary.strata import StrataSet

_TAN_UYEN: Final = "UBND huyện Tân Uyên, /UBND-YT, 11/2021"
_NINH_THUAN_PARTY: Final = "Tỉnh ủy Ninh Thuận, công văn 21/12/2021"
_BAC_KAN: Final = "UBND tỉnh Bắc Kạn, 6128/UBND-VXNV, 14/9/2021"
_MAI_SON: Final = "UBND huyện Mai Sơn, /UBND-VP, 09/9/2021"
_SCREEN: Final = "Màn hình điều hành phòng, chống dịch của Văn phòng Chính phủ, 2021"
_BRIEF: Final = "Báo cáo nhanh của Ban Chỉ đạo tỉnh Quảng Nam, số 68, 06/8/2020"
_DENGUE: Final = "Quyết định 3711/QĐ-BYT, 19/9/2014, giám sát và phòng, chống sốt xuất huyết"


def _entry(
    kind: Kind,
    code: str,
    labels: tuple[str, str],
    measure: str,
    definitions: tuple[str, str],
    source: str,
    parts: tuple[StrataSet, ...] = (),
    *,
    of_disease: bool = False,
) -> Indicator:
    """Return an entry that reports and the register of its first word may state."""
    return Indicator(
        code, *labels, measure, kind, *definitions, source,
        strata=parts,
        publishers=frozenset({code.partition(".")[0], "reports"}),
        of_disease=of_disease,
    )  # fmt: skip


_F, _S = Kind.FLOW, Kind.STOCK

_CASES: Final = (
    _entry(_F, "cases.recovered", ("Ca khỏi bệnh", "Recovered cases"), "people",
           ("Số người mắc bệnh được công nhận khỏi bệnh trong ngày.",
            "People with the disease who were declared recovered on the day."),
           _SCREEN, of_disease=True),
    _entry(_F, "cases.received", ("Ca tiếp nhận từ nơi khác", "Cases received from elsewhere"),
           "people",
           ("Số người đang mắc bệnh chuyển từ địa bàn khác đến trong ngày.",
            "People with the disease who came from another unit on the day."),
           _SCREEN, of_disease=True),
    _entry(_F, "cases.sent", ("Ca chuyển đi nơi khác", "Cases sent elsewhere"), "people",
           ("Số người đang mắc bệnh chuyển sang địa bàn khác quản lý trong ngày.",
            "People with the disease who were handed to another unit on the day."),
           _SCREEN, of_disease=True),
    _entry(_S, "cases.cumulative", ("Ca mắc cộng dồn", "Cumulative cases"), "people",
           ("Số người được xác định mắc bệnh từ đầu đợt dịch đến cuối ngày.",
            ("People confirmed with the disease from the beginning of the epidemic to the end of "
            "the day.")),
           _SCREEN, of_disease=True),
    _entry(_S, "cases.in_care", ("Ca đang quản lý theo nơi chăm sóc", "Cases by place of care"),
           "people",
           ("Số người đang mắc bệnh vào cuối ngày, theo nơi chăm sóc: tại nhà hoặc tầng 1, 2, 3.",
            ("People with the disease at the end of the day by where they are cared for: at home, "
            "or at tier 1, 2 or 3.")),
           f"{_NINH_THUAN_PARTY}, mục 4.2", (strata.CARE,), of_disease=True),
    _entry(_S, "cases.reached", ("Người mắc đã liên hệ được", "Cases reached"), "people",
           ("Số người đang mắc bệnh mà trong ngày cơ quan y tế hoặc địa phương đã liên hệ được.",
            ("People with the disease whom the health service or the local authority reached on "
            "the day.")),
           f"{_NINH_THUAN_PARTY}, mục 4.2", of_disease=True),
    _entry(_S, "cases.severe", ("Ca nặng", "Severe cases"), "people",
           ("Số người đang mắc bệnh ở mức nặng hoặc nguy kịch vào cuối ngày.",
            "People with severe or critical disease at the end of the day."),
           _SCREEN, of_disease=True),
)  # fmt: skip

_CONTACTS: Final = (
    _entry(_F, "contacts.new", ("Người tiếp xúc mới", "New contacts"), "people",
           (("Số người tiếp xúc được ghi nhận trong ngày: F1 tiếp xúc với người mắc, F2 tiếp xúc "
            "với F1."),
            "Contacts put on record on the day: F1 of a case, F2 of an F1."),
           f"{_TAN_UYEN}, mục 4", (strata.RANK,), of_disease=True),
    _entry(_F, "contacts.ended", ("Người tiếp xúc hết theo dõi", "Contacts released"), "people",
           ("Số người tiếp xúc kết thúc theo dõi trong ngày, kể cả người trở thành ca mắc.",
            "Contacts whose follow-up ended on the day, those who became cases included."),
           _BRIEF, (strata.RANK,), of_disease=True),
    _entry(_S, "contacts.current", ("Người tiếp xúc đang theo dõi", "Contacts under follow-up"),
           "people",
           ("Số người tiếp xúc đang được theo dõi vào cuối ngày, theo loại và nơi cách ly.",
            "Contacts under follow-up at the end of the day, by rank and place of isolation."),
           f"{_TAN_UYEN}, mục 4", (strata.RANK, strata.PLACE_AND_RANK), of_disease=True),
)  # fmt: skip

_SAMPLES: Final = (
    _entry(_F, "samples.pooled", ("Mẫu gộp", "Pooled samples"), "samples",
           ("Số ống mẫu gộp nhiều người lấy trong ngày.",
            "Tubes with the samples of several people taken on the day."),
           f"{_TAN_UYEN}, mục 6", of_disease=True),
    _entry(_S, "samples.waiting", ("Mẫu chờ kết quả", "Samples waiting"), "samples",
           ("Số mẫu đã lấy mà cuối ngày chưa có kết quả.",
            "Samples taken that have no result at the end of the day."),
           _BRIEF, (strata.METHOD,), of_disease=True),
    _entry(_S, "samples.overdue", ("Mẫu quá 12 giờ chưa có kết quả", "Samples overdue"), "samples",
           ("Trong số mẫu chờ kết quả cuối ngày, số mẫu đã lấy quá 12 giờ.",
            "Of the samples waiting at the end of the day, those taken more than 12 hours before."),
           f"{_TAN_UYEN}, mục 6", of_disease=True),
    _entry(_S, "samples.capacity", ("Năng lực xét nghiệm một ngày", "Tests possible in a day"),
           "samples",
           ("Số mẫu nhiều nhất mà đơn vị xét nghiệm được trong một ngày với người và máy hiện có.",
            "Samples that the unit can test in a day with the staff and machines it has."),
           f"{_TAN_UYEN}, mục 6; {_BAC_KAN}, mục 4", (strata.METHOD,)),
)  # fmt: skip

_AWAY: Final = (
    _entry(_F, "residents_away.left", ("Người mới đi ngoài tỉnh", "Residents who left"), "people",
           ("Số người của địa bàn đi ra ngoài tỉnh trong ngày.",
            "Residents who went outside the province on the day."),
           f"{_MAI_SON}, mục 5"),
    _entry(_F, "residents_away.returned", ("Người từ ngoài tỉnh về", "Residents who returned"),
           "people",
           ("Số người của địa bàn từ ngoài tỉnh trở về trong ngày.",
            "Residents who came back from outside the province on the day."),
           f"{_MAI_SON}, mục 5"),
    _entry(_F, "residents_away.returned_from_epidemic",
           ("Người về từ vùng dịch", "Residents back from epidemic areas"), "people",
           ("Trong số người trở về trong ngày, số người về từ địa bàn cấp độ 3, 4.",
            "Of those who came back on the day, those from units of level 3 or 4."),
           f"{_MAI_SON}, mục 5"),
    _entry(_S, "residents_away.reached",
           ("Người ở ngoài tỉnh đã liên lạc được", "Residents outside the province reached"),
           "people",
           ("Số người đang ở ngoài tỉnh mà địa phương đã liên lạc được.",
            "Residents outside the province whom their commune has reached."),
           f"{_MAI_SON}, mục 5"),
    _entry(_S, "residents_away.in_need",
           ("Người ở ngoài tỉnh cần hỗ trợ", "Residents outside the province in need"), "people",
           ("Số người đang ở ngoài tỉnh gặp khó khăn, đã báo cần hỗ trợ.",
            "Residents outside the province who are in difficulty and said that they need help."),
           f"{_MAI_SON}, mục 5"),
)  # fmt: skip

_RESOURCES: Final = (
    _entry(_S, "preparedness.isolation_places_used",
           ("Chỗ cách ly tập trung đang dùng", "Isolation places in use"), "places",
           ("Trong số chỗ cách ly tập trung đã chuẩn bị, số chỗ đang có người cuối ngày.",
            "Of the isolation places prepared, those in use at the end of the day."),
           f"{_MAI_SON}, mục 5"),
    _entry(_S, "resources.compressed_air", ("Khí nén hiện có", "Compressed air in stock"), "litres",
           ("Lượng khí nén y tế còn trong kho vào cuối ngày.",
            "Medical compressed air in stock at the end of the day."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.concentrators", ("Máy tạo ô xy", "Oxygen concentrators"), "pieces",
           ("Số máy tạo ô xy dùng được vào cuối ngày.",
            "Oxygen concentrators in working order at the end of the day."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.ventilators", ("Máy thở", "Ventilators"), "pieces",
           ("Số máy thở dùng được vào cuối ngày, kể cả máy đang dùng.",
            "Ventilators in working order at the end of the day, those in use included."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.rapid_tests", ("Bộ xét nghiệm nhanh", "Rapid tests in stock"), "pieces",
           ("Số bộ xét nghiệm nhanh kháng nguyên còn hạn trong kho vào cuối ngày.",
            "Rapid antigen tests within their term in stock at the end of the day."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.protective_suits",
           ("Bộ quần áo phòng hộ", "Protective suits in stock"), "pieces",
           ("Số bộ quần áo phòng hộ còn trong kho vào cuối ngày.",
            "Protective suits in stock at the end of the day."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.masks", ("Khẩu trang y tế", "Medical masks in stock"), "pieces",
           ("Số khẩu trang y tế còn trong kho vào cuối ngày.",
            "Medical masks in stock at the end of the day."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_S, "resources.disinfectant", ("Hóa chất khử khuẩn", "Disinfectant in stock"),
           "kilograms",
           ("Lượng hóa chất khử khuẩn còn trong kho vào cuối ngày, quy ra cloramin B.",
            "Disinfectant in stock at the end of the day, as Chloramine B."),
           f"{_TAN_UYEN}, mục 6"),
    _entry(_F, "welfare.households_helped", ("Hộ được hỗ trợ", "Households helped"), "households",
           ("Số hộ nhận lương thực, nhu yếu phẩm hoặc tiền hỗ trợ trong ngày.",
            "Households given food, necessities or money on the day."),
           f"{_BAC_KAN}, mục 2 và 6; {_MAI_SON}, mục 5"),
    _entry(_S, "command.staff_on_duty", ("Người đang trực", "Staff on duty"), "people",
           ("Số người trực chống dịch trong ngày: ban chỉ đạo, chốt, trạm y tế, tổ truy vết.",
            "People on epidemic duty on the day: committee, checkpoints, health station, tracing."),
           f"{_TAN_UYEN}, mục 5"),
    _entry(_S, "command.checkpoints", ("Chốt kiểm soát dịch", "Checkpoints"), "posts",
           ("Số chốt kiểm soát dịch đang hoạt động cuối ngày.",
            "Checkpoints at work at the end of the day."),
           _BRIEF),
    _entry(_F, "command.breaches_fined", ("Vi phạm bị xử phạt", "Breaches fined"), "count",
           ("Số trường hợp vi phạm quy định phòng, chống dịch bị xử phạt trong ngày.",
            "Breaches of the rules of epidemic control that were fined on the day."),
           f"{_MAI_SON}, mục 3"),
)  # fmt: skip

_OUTBREAKS: Final = (
    _entry(_F, "outbreaks.found", ("Ổ dịch mới", "Outbreaks found"), "outbreaks",
           ("Số ổ dịch được xác định trong kỳ.", "Outbreaks that were established in the period."),
           _DENGUE, of_disease=True),
    _entry(_F, "outbreaks.handled", ("Ổ dịch đã xử lý", "Outbreaks dealt with"), "outbreaks",
           ("Số ổ dịch đã xử lý theo quy trình trong kỳ.",
            "Outbreaks dealt with as prescribed in the period."),
           _DENGUE, of_disease=True),
    _entry(_S, "outbreaks.active", ("Ổ dịch đang hoạt động", "Active outbreaks"), "outbreaks",
           ("Số ổ dịch còn hoạt động cuối kỳ.", "Outbreaks still active at the end of the period."),
           _DENGUE, of_disease=True),
    _entry(_F, "prevention.households_inspected",
           ("Hộ được kiểm tra nguồn bệnh", "Households inspected"), "households",
           ("Số hộ được kiểm tra nguồn lây, véc tơ truyền bệnh trong kỳ.",
            "Households inspected for sources and vectors of the disease in the period."),
           _DENGUE, of_disease=True),
    _entry(_F, "prevention.households_infested",
           ("Hộ có nguồn bệnh", "Households with a source"), "households",
           ("Trong số hộ được kiểm tra, số hộ có nguồn lây hoặc véc tơ (lăng quăng, bọ gậy).",
            "Of the households inspected, those with a source or vector (larvae) of the disease."),
           _DENGUE, of_disease=True),
)  # fmt: skip

REPORTED: Final = (*_CASES, *_CONTACTS, *_SAMPLES, *_AWAY, *_RESOURCES, *_OUTBREAKS)
