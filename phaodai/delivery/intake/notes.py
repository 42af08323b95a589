"""Remarks about a file that was read, for the person who checks the text against the paper."""

from enum import StrEnum


class Note(StrEnum):
    """What the reader of the text should know; stored as its value."""

    WRONG_EXTENSION = "WRONG_EXTENSION"
    LEGACY_ENCODING = "LEGACY_ENCODING"
    LOST_CHARACTERS = "LOST_CHARACTERS"
    TRACKED_CHANGES = "TRACKED_CHANGES"
    HIDDEN_TEXT = "HIDDEN_TEXT"
    TEXT_BOXES = "TEXT_BOXES"
    FOOTNOTES = "FOOTNOTES"
    PAGE_HEADER_USED = "PAGE_HEADER_USED"
    EMBEDDED_IGNORED = "EMBEDDED_IGNORED"
    LINKS_IGNORED = "LINKS_IGNORED"
    CONVERTED_FROM_OLD_WORD = "CONVERTED_FROM_OLD_WORD"
    RECOGNISED_FROM_SCAN = "RECOGNISED_FROM_SCAN"
    POOR_SCAN = "POOR_SCAN"
    SCANNED_PAGES_SKIPPED = "SCANNED_PAGES_SKIPPED"

    @property
    def message_vi(self) -> str:
        """Say it in Vietnamese."""
        return _SENTENCES[self][0]

    @property
    def message_en(self) -> str:
        """Say it in English."""
        return _SENTENCES[self][1]


_SENTENCES: dict[Note, tuple[str, str]] = {
    Note.WRONG_EXTENSION: (
        "Phần mở rộng của tên tệp không đúng với nội dung; đã đọc theo nội dung.",
        "The file's extension does not match its content; it was read by its content.",
    ),
    Note.LEGACY_ENCODING: (
        "Chữ viết theo bảng mã cũ (TCVN3, VNI hoặc Windows-1258) đã được chuyển sang Unicode.",
        "Letters in an old encoding (TCVN3, VNI or Windows-1258) were converted to Unicode.",
    ),
    Note.LOST_CHARACTERS: (
        "Một vài ký tự bị hỏng trong tệp gốc được thay bằng dấu “�”.",
        "A few characters damaged in the original are shown as “�”.",
    ),
    Note.TRACKED_CHANGES: (
        "Tệp còn vết sửa (Track Changes): đã lấy chữ thêm vào và bỏ chữ đã xóa.",
        "The file has tracked changes: insertions were taken, deletions left out.",
    ),
    Note.HIDDEN_TEXT: (
        "Có chữ ẩn, đã bỏ qua.",
        "Hidden text was left out.",
    ),
    Note.TEXT_BOXES: (
        "Có chữ trong khung (text box), đặt sau đoạn mà khung gắn vào.",
        "There is text in boxes; it stands after the paragraph that holds the box.",
    ),
    Note.FOOTNOTES: (
        "Có chú thích cuối trang, đặt ở cuối văn bản.",
        "There are footnotes; they stand at the end.",
    ),
    Note.PAGE_HEADER_USED: (
        "Phần quốc hiệu nằm ở đầu trang (header), đã đưa lên đầu văn bản.",
        "The letterhead stood in the page header; it was placed at the start.",
    ),
    Note.EMBEDDED_IGNORED: (
        "Có tệp nhúng bên trong, không mở.",
        "Files embedded in the document were not opened.",
    ),
    Note.LINKS_IGNORED: (
        "Có liên kết nạp nội dung từ nơi khác, không theo.",
        "Links that load content from elsewhere were not followed.",
    ),
    Note.CONVERTED_FROM_OLD_WORD: (
        "Tệp Word cũ đã được chuyển sang .docx trước khi đọc.",
        "An old Word file was converted to .docx before reading.",
    ),
    Note.RECOGNISED_FROM_SCAN: (
        "Chữ được nhận dạng từ ảnh quét: đối chiếu với bản gốc trước khi dùng.",
        "The text was recognised from a scan: compare it with the original before use.",
    ),
    Note.POOR_SCAN: (
        "Ảnh quét mờ hoặc lệch, nhiều chữ có thể sai; nên xin bản rõ hơn.",
        "The scan is poor and many words may be wrong; ask for a clearer copy.",
    ),
    Note.SCANNED_PAGES_SKIPPED: (
        (
            "Một số trang là ảnh quét, chưa đọc được vì máy chủ chưa cài nhận dạng chữ hoặc quá "
            "số trang cho phép."
        ),
        (
            "Some pages are scans and were not read: text recognition is not installed, or there "
            "are too many of them."
        ),
    ),
}
