"""A passkey from its making to signing in with it, on a virtual device."""

from playwright.sync_api import Page

from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import PASSWORD, make_user


def plug_in(page: Page, *, verifies: bool = True) -> None:
    """Give the browser a device that holds keys and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": verifies,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_made_and_signs_in_with_one_gesture(open_page, places):
    make_user("hanh.nguyen", at=places.committee, role=Role.DUTY_OFFICER, second_factor=False)
    page = open_page("/accounts/login/")
    plug_in(page)
    page.locator("[name=login]").fill("hanh.nguyen")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[action='/accounts/login/'] button").click()
    page.wait_for_url("**/accounts/2fa/")  # nothing else opens before a second factor is there
    page.get_by_role("link", name="Tạo khóa trên thiết bị này").click()
    page.get_by_role("button", name="Tạo khóa").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    page.goto("/")
    assert page.locator("h1").inner_text() == "Hôm nay"

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto("/accounts/login/?next=/more/")
    page.get_by_role("button", name="Dùng khóa của thiết bị").click()

    page.get_by_role("heading", name="Thêm").wait_for()
    assert page.url.endswith("/more/")


def test_a_device_without_the_key_says_what_else_there_is(open_page, places):
    page = open_page("/accounts/login/")
    plug_in(page)
    page.get_by_role("button", name="Dùng khóa của thiết bị").click()
    page.locator("[data-failure]:not([hidden])").wait_for()
    assert "dùng mật khẩu" in page.locator("[data-failure]").inner_text()


def test_a_passkey_serves_as_the_second_step(open_page, places):
    make_user("hanh.nguyen", at=places.committee, role=Role.DUTY_OFFICER, second_factor=False)
    page = open_page("/accounts/login/")
    plug_in(page)
    for _ in range(2):
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill("hanh.nguyen")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form[action='/accounts/login/'] button").click()
        page.wait_for_load_state()
        if page.url.endswith("/accounts/2fa/"):
            page.goto("/accounts/2fa/webauthn/add/")
            page.get_by_role("button", name="Tạo khóa").click()
            page.wait_for_url("**/recovery-codes/")
            page.goto("/accounts/logout/")
            page.locator("main").get_by_role("button", name="Đăng xuất").click()
            page.wait_for_url("**/accounts/login/**")
    page.get_by_role("button", name="Dùng khóa của thiết bị").click()
    page.get_by_role("heading", name="Hôm nay").wait_for()
