"""The field by which files are attached: several at once, each with an error of its own."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile as Upload
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from phaodai.foundation.files import checking, rules
from phaodai.foundation.files.checking import Examined

MOST_AT_ONCE = 10
ACCEPTED = ",".join(f".{extension}" for extension in sorted(rules.ANY_EXTENSION))


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        """Offer the kinds that are taken; what a file is, its content says."""
        super().__init__({"multiple": True, "accept": ACCEPTED})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list["Upload[Any]"]:
        """Return every file that was sent."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class FilesField(forms.FileField):
    """Files that were examined: a list of `Examined`, ready for an act that keeps them."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        """Ask for nothing by default."""
        kwargs.setdefault("label", gettext_lazy("Tệp minh chứng"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("Ảnh, PDF, Word, Excel; mỗi tệp không quá 20 MB, một lần 10 tệp."),
        )
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Examined]:
        """Examine each file; what is wrong is said of each by its name.

        Raises:
            ValidationError: There are too many, or some cannot be kept.
        """
        sent: list[Upload[Any]] = list(data or [])
        if len(sent) > MOST_AT_ONCE:
            text = _("Đã chọn %(n)s tệp; một lần nhận %(most)s. Gửi làm nhiều lần.")
            raise forms.ValidationError(text % {"n": len(sent), "most": MOST_AT_ONCE})
        kept, wrong = [], []
        for upload in sent:
            name = upload.name or ""
            try:
                # One byte more than is taken is enough to refuse the rest.
                kept.append(checking.examine(upload.read(rules.MOST_BYTES + 1), name=name))
            except rules.UnacceptableFile as error:
                is_english = (get_language() or "vi").startswith("en")
                text = error.message_en if is_english else error.message_vi
                wrong.append(forms.ValidationError(f"{name}: {text}", code=error.code))
        if wrong:
            raise forms.ValidationError(wrong)
        return kept
