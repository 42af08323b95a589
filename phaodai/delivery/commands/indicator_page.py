"""The catalogue as a page of Markdown: what `docs/indicators.md` holds."""

from collections.abc import Iterator

from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator, Kind
from phaodai.vocabulary.strata import SETS

KINDS = {
    Kind.FLOW: ("sự kiện trong ngày", "events on the day; sums over days and units"),
    Kind.STOCK: ("trạng thái cuối ngày", "state at the end of the day; sums over units only"),
    Kind.RATIO: ("tỷ lệ", "recomputed from its parts, never summed and never published"),
    Kind.OWN: ("số riêng của đơn vị", "a unit's own figure; neither summed nor recomputed"),
}
MANY = 12  # strata of one set beyond which only the first and the last are written out


def render() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Chỉ tiêu / Indicators"
    yield ""
    yield "Written by `phaodai indicator page docs/indicators.md` from `phaodai/vocabulary`; a test"
    yield "says when it is out of date. What an installation adds itself begins with `local.`: it"
    yield "is shown and summed, and nothing is decided on it."
    yield ""
    yield "| Kind | Loại | How values combine |"
    yield "|---|---|---|"
    for kind, (vi, en) in KINDS.items():
        yield f"| {kind} | {vi} | {en} |"
    yield ""
    yield "## Bệnh / Diseases"
    yield ""
    yield "| Code | Tiếng Việt | English |"
    yield "|---|---|---|"
    for disease in DISEASES.values():
        yield f"| {_code(disease.code)} | {disease.label_vi} | {disease.label_en} |"
    yield ""
    yield "## Phân tổ / Strata"
    yield ""
    yield "| Set | Chia theo | Parts by | Parts make up the whole | Strata |"
    yield "|---|---|---|---|---|"
    for each in SETS:
        whole = "yes" if each.is_partition else "no"
        parts = _some(each.strata)
        yield f"| {each.code} | {each.label_vi} | {each.label_en} | {whole} | {parts} |"
    for code in sorted(CATALOGUE):
        yield from _section(CATALOGUE[code])


def _section(entry: Indicator) -> Iterator[str]:
    yield ""
    yield f"## {entry.code}"
    yield ""
    yield f"**{entry.label_vi}** / **{entry.label_en}**"
    yield ""
    yield f"- {entry.kind}, {entry.measure_vi} / {entry.measure_en}"
    yield f"- {entry.definition_vi}"
    yield f"- {entry.definition_en}"
    if entry.numerator:
        scale = f" × {entry.scale}" if entry.scale != 1 else ""
        yield f"- = [{entry.numerator}](#{_anchor(entry.numerator)}) / "
        yield f"  [{entry.denominator}](#{_anchor(entry.denominator)}){scale}"
    if entry.of_disease:
        yield "- Theo từng bệnh / disease by disease"
    if entry.strata:
        yield f"- Phân tổ / strata: {', '.join(each.code for each in entry.strata)}"
    if entry.publishers:
        yield f"- Ai công bố / published by: {', '.join(sorted(entry.publishers))}"
    yield f"- Nguồn / defined in: {entry.source}"


def _some(strata: tuple[str, ...]) -> str:
    if len(strata) <= MANY:
        return ", ".join(_code(stratum) for stratum in strata)
    return f"{_code(strata[0])} … {_code(strata[-1])} ({len(strata)})"


def _code(text: str) -> str:
    return f"`{text}`" if text else "(none)"


def _anchor(code: str) -> str:
    return code.replace(".", "")
