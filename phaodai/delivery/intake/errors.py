"""Why a file cannot be read, and how to mend it, in Vietnamese and in English."""

from enum import StrEnum


class UnreadableCode(StrEnum):
    """The kinds of trouble; stable, because pages, logs and the command line name them."""

    NOT_FOUND = "NOT_FOUND"
    NO_PERMISSION = "NO_PERMISSION"
    NOT_A_FILE = "NOT_A_FILE"
    EMPTY = "EMPTY"
    NO_TEXT = "NO_TEXT"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_SLOW = "TOO_SLOW"
    TOO_COMPLEX = "TOO_COMPLEX"
    ARCHIVE_BOMB = "ARCHIVE_BOMB"
    UNSAFE_CONTENT = "UNSAFE_CONTENT"
    MACROS = "MACROS"
    PASSWORD_PROTECTED = "PASSWORD_PROTECTED"  # noqa: S105 - a code, not a secret
    DAMAGED = "DAMAGED"
    WRONG_KIND = "WRONG_KIND"
    IS_ARCHIVE = "IS_ARCHIVE"
    IS_SPREADSHEET = "IS_SPREADSHEET"
    OLD_WORD = "OLD_WORD"
    UNKNOWN_ENCODING = "UNKNOWN_ENCODING"
    SCAN_WITHOUT_OCR = "SCAN_WITHOUT_OCR"


# Each pair says what is wrong, then how to mend it: (Vietnamese, English).
SENTENCES: dict[UnreadableCode, tuple[str, str]] = {
    UnreadableCode.NOT_FOUND: (
        "Không tìm thấy tệp. Kiểm tra lại tên và đường dẫn rồi thử lại.",
        "The file was not found. Check its name and folder, then try again.",
    ),
    UnreadableCode.NO_PERMISSION: (
        (
            "Không có quyền mở tệp. Cấp quyền đọc tệp cho tài khoản đang dùng hoặc chép tệp sang "
            "thư mục khác."
        ),
        (
            "There is no permission to open the file. Allow this account to read it, or copy it "
            "to another folder."
        ),
    ),
    UnreadableCode.NOT_A_FILE: (
        (
            "Đây là thư mục hoặc thiết bị, không phải tệp văn bản. Chọn đúng tệp .docx, .pdf hoặc"
            " .txt."
        ),
        "This is a folder or a device, not a document. Choose the .docx, .pdf or .txt file itself.",
    ),
    UnreadableCode.EMPTY: (
        "Tệp rỗng (0 byte), có thể do tải xuống chưa xong. Tải lại hoặc xin bên gửi gửi lại tệp.",
        (
            "The file is empty (0 bytes); the download may not have finished. Fetch it again or "
            "ask the sender to send it again."
        ),
    ),
    UnreadableCode.NO_TEXT: (
        (
            "Tệp mở được nhưng không có chữ nào. Kiểm tra xem có chọn nhầm tệp hay nội dung là "
            "ảnh; nếu là ảnh, dùng bản PDF quét hoặc gõ lại thành .docx."
        ),
        (
            "The file opens but holds no text. Check that it is the right file; if its content is"
            " a picture, use the scanned PDF or type it as a .docx."
        ),
    ),
    UnreadableCode.TOO_LARGE: (
        (
            "Tệp lớn hơn mức cho phép ({limit}). Bỏ bớt ảnh trong tệp, hoặc chia thành nhiều tệp "
            "nhỏ hơn."
        ),
        (
            "The file is larger than the limit ({limit}). Remove pictures from it, or split it "
            "into smaller files."
        ),
    ),
    UnreadableCode.TOO_MANY_PAGES: (
        "Tệp có quá nhiều trang (tối đa {limit}). Tách riêng phần văn bản cần đọc rồi tải lên.",
        (
            "The file has too many pages (at most {limit}). Take out the part to be read and "
            "upload that."
        ),
    ),
    UnreadableCode.TOO_SLOW: (
        (
            "Đọc tệp quá lâu nên đã dừng (tối đa {limit}). Mở tệp bằng Word, lưu thành tệp .docx "
            "mới rồi tải lên lại."
        ),
        (
            "Reading took too long and was stopped (at most {limit}). Open the file in Word, save"
            " it as a new .docx and upload that."
        ),
    ),
    UnreadableCode.TOO_COMPLEX: (
        (
            "Tệp cần nhiều bộ nhớ hơn mức cho phép ({limit}). Sao chép phần chữ sang một tệp "
            ".docx mới rồi tải lên lại."
        ),
        (
            "The file needs more memory than is allowed ({limit}). Copy its text into a new .docx"
            " and upload that."
        ),
    ),
    UnreadableCode.ARCHIVE_BOMB: (
        (
            "Tệp nén bất thường: khi mở ra quá lớn hoặc có quá nhiều phần bên trong, nên không "
            "mở. Xin bên gửi lưu lại bằng Word thành .docx rồi gửi lại."
        ),
        (
            "The file unpacks to an abnormal size or number of parts, so it was not opened. Ask "
            "the sender to save it again in Word as .docx."
        ),
    ),
    UnreadableCode.UNSAFE_CONTENT: (
        (
            "Tệp có cấu trúc không an toàn ({what}), nên không mở. Xin bên gửi lưu lại bằng Word "
            "thành .docx; nếu không rõ nguồn gốc, báo bộ phận công nghệ thông tin."
        ),
        (
            "The file has an unsafe structure ({what}), so it was not opened. Ask the sender to "
            "save it again in Word as .docx; if its origin is unclear, tell your IT staff."
        ),
    ),
    UnreadableCode.MACROS: (
        (
            "Tệp Word có macro (chương trình kèm theo) nên không nhận. Trong Word chọn Lưu thành "
            "(Save As), kiểu “Word Document (*.docx)”, rồi tải lên tệp mới."
        ),
        (
            "The Word file carries macros (programs), which are not accepted. In Word choose Save"
            " As, type “Word Document (*.docx)”, and upload the new file."
        ),
    ),
    UnreadableCode.PASSWORD_PROTECTED: (
        "Tệp đặt mật khẩu nên không đọc được. Mở tệp, bỏ mật khẩu, lưu lại rồi tải lên.",
        (
            "The file is protected by a password. Open it, remove the password, save it and "
            "upload it again."
        ),
    ),
    UnreadableCode.DAMAGED: (
        (
            "Tệp bị hỏng hoặc chưa tải xong. Thử mở bằng Word hoặc trình đọc PDF; nếu không mở "
            "được, tải lại hoặc xin bên gửi gửi lại."
        ),
        (
            "The file is damaged or incomplete. Try to open it in Word or a PDF reader; if it "
            "does not open, fetch it again or ask the sender to send it again."
        ),
    ),
    UnreadableCode.WRONG_KIND: (
        (
            "Tệp này là {what_vi}, không phải loại văn bản đọc được. Dùng tệp .docx, .pdf, .txt "
            "hoặc ảnh quét; với loại khác, mở ra rồi lưu thành .docx."
        ),
        (
            "This file is {what_en}, which cannot be read as a document. Use .docx, .pdf, .txt or"
            " a scanned picture; open anything else and save it as .docx."
        ),
    ),
    UnreadableCode.IS_ARCHIVE: (
        "Đây là tệp nén chứa nhiều tệp. Giải nén trên máy rồi tải lên từng văn bản.",
        "This is an archive of several files. Unpack it on your computer and upload each document.",
    ),
    UnreadableCode.IS_SPREADSHEET: (
        (
            "Đây là bảng tính (Excel), không phải văn bản. Tải lên ở mục nhập số liệu, hoặc chọn "
            "tệp văn bản .docx hay .pdf."
        ),
        (
            "This is a spreadsheet, not a document. Upload it where figures are imported, or "
            "choose the .docx or .pdf document."
        ),
    ),
    UnreadableCode.OLD_WORD: (
        (
            "Đây là tệp {what_vi} cũ. Mở bằng Word, chọn Lưu thành (Save As), kiểu “Word Document"
            " (*.docx)”, rồi tải lên tệp mới."
        ),
        (
            "This is an old {what_en} file. Open it in Word, choose Save As, type “Word Document "
            "(*.docx)”, and upload the new file."
        ),
    ),
    UnreadableCode.UNKNOWN_ENCODING: (
        (
            "Không nhận ra bảng mã chữ của tệp. Mở tệp, chọn Lưu thành (Save As) với mã UTF-8, "
            "rồi tải lên lại."
        ),
        (
            "The encoding of the letters was not recognised. Open the file, choose Save As with "
            "the encoding UTF-8, and upload it again."
        ),
    ),
    UnreadableCode.SCAN_WITHOUT_OCR: (
        (
            "Tệp là ảnh quét, máy chủ chưa cài phần nhận dạng chữ tiếng Việt. Xin bản .docx hoặc "
            "PDF có chữ, hoặc nhờ quản trị cài gói tesseract-ocr-vie."
        ),
        (
            "The file is a scan, and Vietnamese text recognition is not installed on this server."
            " Get the .docx or a PDF with text, or have the administrator install tesseract-ocr-"
            "vie."
        ),
    ),
}


class UnreadableFile(Exception):
    """The file cannot be read; the message says what is wrong and how to mend it."""

    def __init__(self, code: UnreadableCode, **facts: str) -> None:
        """Keep the code and the facts that its sentences mention.

        Args:
            code: What is wrong.
            facts: Words to put into the sentences, such as `limit="20 MB"`.
        """
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: {self.message_en}")

    @property
    def message_vi(self) -> str:
        """Say it in Vietnamese."""
        return self._sentence(0)

    @property
    def message_en(self) -> str:
        """Say it in English."""
        return self._sentence(1)

    def _sentence(self, language: int) -> str:
        return SENTENCES[self.code][language].format_map(_Facts(self.facts))


class _Facts(dict[str, str]):
    """Facts that answer a missing name with an ellipsis, so that a message never fails."""

    def __missing__(self, key: str) -> str:
        return "…"
