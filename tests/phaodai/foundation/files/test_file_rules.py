"""Names and sizes of files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.foundation.files import rules

PDF, JPEG, TEXT = "application/pdf", "image/jpeg", "text/plain"


@pytest.mark.parametrize(
    ("name", "media_type", "clean"),
    [
        ("Báo cáo ngày 23.pdf", PDF, "Báo cáo ngày 23.pdf"),
        (unicodedata.normalize("NFD", "Tổ truy vết.pdf"), PDF, "Tổ truy vết.pdf"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        (r"C:\Users\Hạnh\ảnh.JPG", JPEG, "ảnh.jpg"),
        ("/", PDF, "tep.pdf"),
        ("", PDF, "tep.pdf"),
        (".pdf", PDF, "tep.pdf"),
        ("ảnh.jpeg", JPEG, "ảnh.jpeg"),
        ("ảnh.png", JPEG, "ảnh.jpg"),  # what it is, not what it says
        ("hoadon.pdf.exe", PDF, "hoadon.pdf.exe.pdf"),
        ("trang.html", TEXT, "trang.html.txt"),
        ("hình\u202egpj.exe", JPEG, "hìnhgpj.exe.jpg"),  # text that turns around
        ("a\0b\r\nSet-Cookie: x.txt", TEXT, "ab Set-Cookie_ x.txt"),
        ('a"b<c>|d?.txt', TEXT, "a_b_c__d_.txt"),
        ("CON.txt", TEXT, "_CON.txt"),
        ("com1", TEXT, "_com1.txt"),
        ("... .txt", TEXT, "tep.txt"),
        ("Công văn 123", PDF, "Công văn 123.pdf"),
        ("Công văn số 5.2021", PDF, "Công văn số 5.2021.pdf"),
    ],
)
def test_a_name_made_safe(name, media_type, clean):
    assert rules.clean_name(name, media_type) == clean


@given(st.text(max_size=400), st.sampled_from(sorted(rules.EXTENSIONS)))
def test_any_name_becomes_one_that_every_system_takes(name, media_type):
    clean = rules.clean_name(name, media_type)
    assert clean.rpartition(".")[2] in rules.EXTENSIONS[media_type]
    assert len(clean.encode()) <= 255
    assert not set(clean) & set('/\\<>:"|?*\0\r\n')
    assert not clean.startswith((".", " "))
    assert rules.clean_name(clean, media_type) == clean
    assert unicodedata.is_normalized("NFC", clean)


@pytest.mark.parametrize(("size", "code"), [(0, "EMPTY"), (rules.MOST_BYTES + 1, "TOO_LARGE")])
def test_sizes_that_are_refused(size, code):
    with pytest.raises(rules.UnacceptableFile) as refused:
        rules.check_size(size)
    assert refused.value.code == code
    assert refused.value.message_vi != refused.value.message_en
    rules.check_size(rules.MOST_BYTES)
