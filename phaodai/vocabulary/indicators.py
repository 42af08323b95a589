"""The catalogue of indicators: the only list of what may be counted.

Adding one is a reviewed change: give the code, the measure, the kind, what is counted in both
languages, and the document that asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How values of an indicator combine."""

    FLOW = "FLOW"  # events on the day; sums over days and over units
    STOCK = "STOCK"  # state at the end of the day; sums over units only
    RATIO = "RATIO"  # never summed; recomputed from its numerator and denominator


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted the same way everywhere.

    Attributes:
        code: dotted code, register first.
        label_vi: name on Vietnamese screens.
        label_en: name on English screens.
        measure: what one unit of the value is ("percent", "hours", "people", …).
        kind: how values combine.
        definition_vi: what is counted, in Vietnamese.
        definition_en: what is counted, in English.
        source: the dispatch or rule that asks for it.
    """

    code: str
    label_vi: str
    label_en: str
    measure: str
    kind: Kind
    definition_vi: str
    definition_en: str
    source: str

    @property
    def name_vi(self) -> str:
        """The Vietnamese label."""
        return self.label_vi

    @property
    def name_en(self) -> str:
        """The English label."""
        return self.label_en


_TAN_UYEN: Final = "UBND huyện Tân Uyên, /UBND-YT, 11/2021"
_NINH_THUAN_PARTY: Final = "Tỉnh ủy Ninh Thuận, công văn 21/12/2021"
_NINH_THUAN: Final = "UBND tỉnh Ninh Thuận, /UBND-VXNV, 2021"
_BAC_KAN: Final = "UBND tỉnh Bắc Kạn, 6128/UBND-VXNV, 14/9/2021"
_MAI_SON: Final = "UBND huyện Mai Sơn, /UBND-VP, 09/9/2021"
_LEVELS: Final = "Nghị quyết 128/NQ-CP, 11/10/2021"

_ALL: Final = (
    Indicator(
        "samples.turnaround",
        "Thời gian trả kết quả xét nghiệm",
        "Turnaround of test results",
        "hours",
        Kind.RATIO,
        "Số giờ từ khi lấy mẫu đến khi trả kết quả; giá trị mà 90% số mẫu trong ngày "
        "không vượt quá.",
        "Hours from taking a sample to giving its result; the value that 90% of the day's samples "
        "do not exceed.",
        f"{_TAN_UYEN}, mục 6",
    ),
    Indicator(
        "reports.filed_by_cutoff",
        "Tỷ lệ báo cáo đúng giờ",
        "Reports filed by the cut-off",
        "percent",
        Kind.RATIO,
        "Số đơn vị gửi báo cáo trước giờ chốt chia cho số đơn vị phải báo cáo trong ngày.",
        "Units that filed before the cut-off, divided by units that had to report on the day.",
        f"{_MAI_SON}, mục 5",
    ),
    Indicator(
        "vaccination.coverage",
        "Tỷ lệ bao phủ vắc xin",
        "Vaccination coverage",
        "percent",
        Kind.RATIO,
        "Số người thuộc nhóm tuổi đã tiêm mũi được tính chia cho dân số của nhóm tuổi đó.",
        "People of an age group who had the dose in question, divided by that group's population.",
        f"{_NINH_THUAN_PARTY}, mục 4.3",
    ),
    Indicator(
        "levels.level",
        "Cấp độ dịch",
        "Epidemic level",
        "level",
        Kind.RATIO,
        "Cấp độ dịch của đơn vị hành chính theo bộ tiêu chí đang áp dụng, từ 1 đến 4.",
        "Epidemic level of the unit by the rules in force, from 1 to 4.",
        f"{_LEVELS}; {_NINH_THUAN_PARTY}, mục 1",
    ),
    Indicator(
        "welfare.households_hungry",
        "Hộ thiếu ăn chưa được hỗ trợ",
        "Households without food and without support",
        "count",
        Kind.STOCK,
        "Số hộ báo thiếu lương thực mà cuối ngày chưa nhận được hỗ trợ.",
        "Households that reported want of food and had no support by the end of the day.",
        f"{_BAC_KAN}, mục 2 và 6; {_MAI_SON}, mục 5",
    ),
    Indicator(
        "cases.unreached",
        "Người mắc chưa liên hệ được",
        "Cases not reached",
        "count",
        Kind.STOCK,
        "Số người đang mắc bệnh mà cuối ngày chưa có cơ quan y tế hoặc địa phương nào liên hệ.",
        "People with the disease whom neither a health service nor the local authority had "
        "reached by the end of the day.",
        f"{_NINH_THUAN_PARTY}, mục 4.2",
    ),
    Indicator(
        "plans.completed",
        "Tỷ lệ kế hoạch, kịch bản đã hoàn thành",
        "Plans and scenarios completed",
        "percent",
        Kind.RATIO,
        "Số kế hoạch, phương án, kịch bản đã ban hành chia cho số phải có.",
        "Plans and scenarios issued, divided by those required.",
        f"{_MAI_SON}, mục 4 và 5",
    ),
    Indicator(
        "cases.confirmed",
        "Ca mắc mới",
        "New confirmed cases",
        "people",
        Kind.FLOW,
        "Số người được xác định mắc bệnh trong ngày.",
        "People confirmed with the disease on the day.",
        f"{_TAN_UYEN}, mục 1",
    ),
    Indicator(
        "cases.current",
        "Ca đang quản lý",
        "Current cases",
        "people",
        Kind.STOCK,
        "Số người đang mắc bệnh vào cuối ngày.",
        "People with the disease at the end of the day.",
        f"{_NINH_THUAN_PARTY}, mục 4.2",
    ),
    Indicator(
        "deaths.count",
        "Ca tử vong",
        "Deaths",
        "people",
        Kind.FLOW,
        "Số người mắc bệnh tử vong trong ngày.",
        "People with the disease who died on the day.",
        f"{_NINH_THUAN_PARTY}, mục 1",
    ),
    Indicator(
        "contacts.classified",
        "Người tiếp xúc đã phân loại",
        "Contacts classified",
        "percent",
        Kind.RATIO,
        "Số người tiếp xúc đã phân loại F1, F2 chia cho số người tiếp xúc đã ghi nhận.",
        "Contacts classified as F1 or F2, divided by contacts on record.",
        f"{_TAN_UYEN}, mục 4",
    ),
    Indicator(
        "isolation.current",
        "Người đang cách ly",
        "People in isolation",
        "people",
        Kind.STOCK,
        "Số người đang cách ly tập trung và tại nhà vào cuối ngày.",
        "People in isolation, at places and at home, at the end of the day.",
        f"{_TAN_UYEN}, mục 4",
    ),
    Indicator(
        "samples.taken",
        "Mẫu đã lấy",
        "Samples taken",
        "samples",
        Kind.FLOW,
        "Số mẫu xét nghiệm lấy trong ngày.",
        "Samples taken on the day.",
        f"{_NINH_THUAN_PARTY}, mục 4.2",
    ),
    Indicator(
        "samples.positive_share",
        "Tỷ lệ mẫu dương tính",
        "Share of positive samples",
        "percent",
        Kind.RATIO,
        "Số mẫu dương tính chia cho số mẫu có kết quả trong ngày.",
        "Positive samples divided by samples with a result on the day.",
        f"{_BAC_KAN}, mục 4",
    ),
    Indicator(
        "treatment.beds_used",
        "Tỷ lệ sử dụng giường điều trị",
        "Treatment beds in use",
        "percent",
        Kind.RATIO,
        "Số giường đang có người bệnh chia cho số giường điều trị của tầng.",
        "Beds with a patient divided by beds of the tier.",
        f"{_NINH_THUAN_PARTY}, mục 4.2",
    ),
    Indicator(
        "resources.oxygen_days",
        "Số ngày còn đủ ô xy",
        "Days of oxygen left",
        "days",
        Kind.RATIO,
        "Lượng ô xy hiện có chia cho mức dùng bình quân một ngày.",
        "Oxygen in stock divided by mean daily use.",
        f"{_TAN_UYEN}, mục 6",
    ),
    Indicator(
        "residents_away.outside",
        "Người đang ở ngoài tỉnh",
        "Residents outside the province",
        "people",
        Kind.STOCK,
        "Số người của địa bàn đang lao động, học tập, chữa bệnh ở ngoài tỉnh chưa về.",
        "Residents at work, at school or in hospital outside the province who have not returned.",
        f"{_MAI_SON}, mục 5",
    ),
    Indicator(
        "residents_away.unreached",
        "Người ở ngoài tỉnh chưa liên lạc được",
        "Residents outside the province not reached",
        "people",
        Kind.STOCK,
        "Số người đang ở ngoài tỉnh mà địa phương chưa liên lạc được.",
        "Residents outside the province whom their commune has not reached.",
        f"{_MAI_SON}, mục 5",
    ),
    Indicator(
        "preparedness.isolation_places",
        "Chỗ cách ly tập trung đã chuẩn bị",
        "Isolation places prepared",
        "places",
        Kind.STOCK,
        "Số chỗ cách ly tập trung đủ điều kiện tiếp nhận.",
        "Places for concentrated isolation that are ready to receive.",
        f"{_MAI_SON}, mục 5",
    ),
    Indicator(
        "command.tracing_teams",
        "Tổ truy vết",
        "Tracing teams",
        "teams",
        Kind.STOCK,
        "Số tổ truy vết đang hoạt động.",
        "Tracing teams at work.",
        f"{_TAN_UYEN}, mục 1",
    ),
    Indicator(
        "treatment.mobile_stations",
        "Trạm y tế lưu động",
        "Mobile health stations",
        "stations",
        Kind.STOCK,
        "Số trạm y tế lưu động đã thành lập.",
        "Mobile health stations set up.",
        f"{_NINH_THUAN}, mục II.2",
    ),
)

CATALOGUE: Final[Mapping[str, Indicator]] = {indicator.code: indicator for indicator in _ALL}
