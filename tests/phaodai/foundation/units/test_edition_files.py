"""Lists of units as files: every row is taken or explained."""

import csv
import io
import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.foundation.units.editions import files
from phaodai.foundation.units.editions.statements import Unreadable, lines
from phaodai.foundation.units.states import Change
from phaodai.vocabulary.units import UnitLevel

TODAY = date(2026, 1, 1)
DAY = date(2021, 11, 6)
OFFICE = "Tỉnh Thành Phố,Mã TP,Quận Huyện,Mã QH,Phường Xã,Mã PX,Cấp,Tên Tiếng Anh\n"


def read(content, *, name="list.csv", day=None):
    data = content.encode() if isinstance(content, str) else content
    return files.read(name, data, day=day, today=TODAY)


def told(edition):
    return [(r.row, r.column) for r in edition.rejections]


def test_a_plain_table():
    edition = read(
        "code,name,kind,parent_code,valid_from,valid_to,lat,lon,is_remote,aliases\n"
        '04123,Chiềng Mung,xã,125,,,"21,17",104.06,1,C. Mung; Mung\n'
        ",Cang,bản,04123,2021-01-01,31/12/2023,,,,\n"
        "4126,Xã Mường Bon,,125,,,,,không,\n"
    )
    assert (edition.is_complete, edition.day, edition.rejections) == (False, TODAY, ())
    mung, cang, bon = edition.entries
    assert (mung.level, mung.kind, mung.code, mung.parent_code) == ("COMMUNE", "xã", "04123", "125")
    assert (mung.latitude, mung.is_remote) == (21.17, True)
    assert [text for text, _ in mung.aliases] == ["C. Mung", "Mung"]
    assert (cang.level, cang.code) == (UnitLevel.HAMLET, "")
    assert (cang.valid_from, cang.valid_to) == (date(2021, 1, 1), date(2023, 12, 31))
    assert (bon.name, bon.code, bon.is_remote) == ("Mường Bon", "04126", False)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_how_tables_are_saved(delimiter, encoding, newline):
    rows = [["mã", "tên", "loại", "mã cấp trên"], ["04123", "Chiềng Mung", "xã", "125"]]
    text = newline.join(delimiter.join(row) for row in rows)
    assert [e.code for e in read(text.encode(encoding)).entries] == ["04123"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Chiềng Mung,xã,125,,,,,", "code"),
        ("4123456,Chiềng Mung,xã,125,,,,,", "code"),
        ("04 23,Chiềng Mung,xã,125,,,,,", "code"),
        ("٠٤١٢٣,Chiềng Mung,xã,125,,,,,", "code"),
        ("04123,,xã,125,,,,,", "name"),
        ("04123,---,xã,125,,,,,", "name"),
        ("04123,Chi\ufffdng,xã,125,,,,,", "name"),
        ("04123,Chiềng Mung,vùng,125,,,,,", "kind"),
        ("04123,Chiềng Mung,,125,,,,,", "kind"),
        ("04123,Chiềng Mung,xã,$$,,,,,", "parent_code"),
        ("04123,Chiềng Mung,xã,125,31/02/2021,,,,", "valid_from"),
        ("04123,Chiềng Mung,xã,125,,hôm nay,,,", "valid_to"),
        ("04123,Chiềng Mung,xã,125,2021-02-01,2021-01-01,,,", "valid_to"),
        ("04123,Chiềng Mung,xã,125,,,91,,", "lat"),
        ("04123,Chiềng Mung,xã,125,,,nan,,", "lat"),
        ("04123,Chiềng Mung,xã,125,,,,abc,", "lon"),
        ("04123,Chiềng Mung,xã,125,,,,,có lẽ", "is_remote"),
    ],
)
def test_a_bad_row_is_explained_and_the_rest_taken(row, column):
    edition = read(
        "code,name,kind,parent_code,valid_from,valid_to,lat,lon,is_remote\n"
        f"{row}\n04126,Mường Bon,xã,125,,,,,\n"
    )
    assert told(edition) == [(2, column)]
    assert [entry.code for entry in edition.entries] == ["04126"]
    (vi, en) = next(lines(list(edition.rejections)))
    assert "dòng 2" in vi
    assert "row 2" in en
    assert edition.n_read == 2


def test_a_repetition_names_the_first_row():
    edition = read("code,name,kind,parent_code\n" + "04123,Chiềng Mung,xã,125\n" * 3)
    assert told(edition) == [(3, "code"), (4, "code")]
    assert "repeats row 2" in edition.rejections[0].why_en


def test_the_statistics_office():
    edition = read(
        OFFICE
        + "Tỉnh Sơn La,14,Huyện Mai Sơn,125,Xã Chiềng Mung,04123,Xã,Chieng Mung Commune\n"
        + "Tỉnh Sơn La,14,Huyện Mai Sơn,125,Xã Mường Bon,04126,Xã,\n"
        + "Thành phố Hải Phòng,31,Huyện Bạch Long Vĩ,318,,,Huyện,\n",
        day=DAY,
    )
    assert edition.is_complete
    assert [(e.level, e.code, e.parent_code) for e in edition.entries] == [
        ("PROVINCE", "14", ""),
        ("DISTRICT", "125", "14"),
        ("COMMUNE", "04123", "125"),
        ("COMMUNE", "04126", "125"),
        ("PROVINCE", "31", ""),
        ("DISTRICT", "318", "31"),
    ]
    assert edition.entries[2].name_en == "Chieng Mung Commune"


def test_the_statistics_office_contradicts_itself():
    edition = read(
        OFFICE
        + "Tỉnh Sơn La,14,Huyện Mai Sơn,125,Xã Chiềng Mung,04123,Xã,\n"
        + "Tỉnh Lai Châu,14,Huyện Mai Sơn,125,Xã Mường Bon,04126,Xã,\n"
        + "Tỉnh Sơn La,14,Huyện Mai Sơn,125,Mường Bon,04126,Xã,\n",
        day=DAY,
    )
    assert told(edition) == [(3, "code"), (4, "name")]


def test_the_day_of_a_list():
    table = OFFICE + "Tỉnh Sơn La,14,Huyện Mai Sơn,125,Xã Chiềng Mung,04123,Xã,\n"
    assert read(table, name="gso_2021-11-06.csv").day == DAY
    assert read(table, name="x_2021-11-06.csv", day=TODAY).day == TODAY
    with pytest.raises(Unreadable, match="--edition"):
        read(table, name="2021-13-45.csv")


def test_trees_in_json():
    three = {
        "data_date": "2021-07-01",
        "data": [
            {
                "level1_id": "14",
                "name": "Tỉnh Sơn La",
                "level2s": [
                    {
                        "level2_id": "125",
                        "name": "Huyện Mai Sơn",
                        "level3s": [
                            {"level3_id": "04123", "name": "Xã Chiềng Mung"},
                            {"name": "Xã không mã"},
                            "hỏng",
                        ],
                    }
                ],
            }
        ],
    }
    edition = read(json.dumps(three), name="a.json")
    assert [e.code for e in edition.entries] == ["14", "125", "04123"]
    assert [e.parent_code for e in edition.entries] == ["", "14", "125"]
    assert (edition.day, len(edition.rejections)) == (date(2021, 7, 1), 2)

    ward = {"Code": "03646", "FullName": "Phường Tô Hiệu", "FullNameEn": "To Hieu Ward"}
    two = [{"Code": "14", "FullName": "Tỉnh Sơn La", "Wards": [ward]}]
    edition = read(json.dumps(two), name="b.json")
    assert [(e.level, e.parent_code) for e in edition.entries] == [
        ("PROVINCE", ""),
        ("COMMUNE", "14"),
    ]
    assert edition.day == date(2025, 7, 1)


def test_splits_and_merges_in_json():
    splits = {"data": [{"level1_id": "58", "splits": [{"new_id": "56"}], "level3s": [
        {"level3_id": "00007", "splits": [{"new_id": "00008"}, {"new_id": "00025"}]},
        {"level3_id": "00009", "splits": [{}]}]}]}  # fmt: skip
    edition = read(json.dumps(splits), name="splits.json")
    assert [(h.old, h.new, h.share, h.reason) for h in edition.heirs] == [
        (("PROVINCE", "58"), ("PROVINCE", "56"), 1.0, Change.MERGE),
        (("COMMUNE", "00007"), ("COMMUNE", "00008"), None, Change.SPLIT),
        (("COMMUNE", "00007"), ("COMMUNE", "00025"), None, Change.SPLIT),
    ]
    assert told(edition) == [(3, "new_id")]
    olds = [{"old_id": "00007", "type": "partial"}, {"old_id": "318", "type": "full"}]
    new = {"level2_id": "00008", "merges": olds}
    province = {"level1_id": "56", "merges": [{"old_id": "58", "type": "full"}], "level2s": [new]}
    merges = {"data": [province]}
    edition = read(json.dumps(merges), name="merges.json")
    assert [(h.old, h.share) for h in edition.heirs] == [
        (("PROVINCE", "58"), 1.0),
        (("COMMUNE", "00007"), None),
        (("DISTRICT", "318"), 1.0),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"[1]", "no known list"),
        (b'{"data": 3}', "no known list"),
        (b"{}", "no known list"),
        (b"a,b\n1,2\n", "no heading"),
        ("tên,mã\nmột,1".encode("utf-16-le"), "Unicode"),
        ("tên,mã".encode("cp1258", "replace") + b"\xe3\xff", "UTF-8"),
        (b"PK\x03\x04 not a workbook", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "cannot be read"),
    ],
)
def test_files_that_are_no_list(data, message):
    with pytest.raises(Unreadable, match=message):
        read(data)


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(Unreadable, match="larger"):
        read("code,name,kind,parent_code\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with suppress(Unreadable):
        read(data)


@given(st.lists(st.lists(st.text(max_size=12), min_size=10, max_size=10), max_size=6))
def test_any_cells_are_taken_or_explained(rows):
    head = ["code", "name", "kind", "parent_code", "valid_from", "valid_to", "lat", "lon",
            "is_remote", "aliases"]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    try:
        edition = read(out.getvalue())
    except Unreadable:
        return
    assert edition.n_read <= len(rows)
    assert len(list(lines(list(edition.rejections)))) == len(edition.rejections)
