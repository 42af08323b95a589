"""The doctor says whether papers can be printed."""

import pytest

from phaodai.delivery.health import printing
from phaodai.delivery.health.findings import Status
from phaodai.engines.papers import pdf
from tests.phaodai.conftest import NOW


def test_a_face_is_installed_or_it_is_said(monkeypatch):
    assert [each.status for each in printing.faces(NOW)] == [Status.OK]
    monkeypatch.setattr(pdf, "_SETTINGS", '#set text(font: ("No A", "No B", "No C"))\n')
    (found,) = printing.faces(NOW)
    assert found.status is Status.WARN
    assert "fonts-liberation" in found.vi
    with pytest.raises(pdf.FaceMissing):
        pdf.check_faces()
