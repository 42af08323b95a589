"""Tokens on a phone and on a desk: made, copied, revoked."""

import pytest

from phaodai.foundation.accounts.tokens.models import Token
from tests.browser.test_pages import check
from tests.browser.test_tasks import both


@pytest.fixture(autouse=True)
def _just_signed_in(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.web.accounts.adapter.FRESH", 10**12)


@both
def test_a_token_is_made_copied_and_revoked(open_page, duty_officer, width, language):
    page = open_page("/accounts/tokens/", user=duty_officer, width=width, language=language)
    check(page)
    page.get_by_role("link", name={"vi": "Tạo mã", "en": "Make a token"}[language]).click()
    check(page)
    page.locator("[name=purpose]").fill("đồng bộ văn bản")
    page.locator("form.stack button").click()
    page.wait_for_selector("#token")
    check(page)
    assert page.locator("#token").input_value().startswith("phd_")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy=token]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#token").input_value()
    page.goto("/accounts/tokens/")
    check(page)
    page.locator("form[action$='/revoke/'] button").click()
    page.wait_for_load_state()
    assert Token.objects.get().revoked_at is not None
    check(page)
