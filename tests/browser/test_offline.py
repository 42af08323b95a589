"""The report from a phone without a network: opened, filled in, queued, sent exactly once."""

import json
import os
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phaodai.registers.reports.models import Report, Submission
from tests.browser.faults import bad_network
from tests.browser.offline import (
    FILLED,
    fill_in,
    install,
    kept,
    open_form,
    prepare,
    put_in_queue,
    sign_in,
)
from tests.browser.test_pages import check
from tests.phaodai.factories.reports import make_version

START = "/static/js/offline/start.js"


@pytest.fixture
def commune(places):
    return prepare(places.commune_committee)


@pytest.fixture
def network(site):
    with bad_network(site) as proxy:
        yield proxy


@pytest.fixture
def phone(browser, network, commune, reporter):
    """A phone on which the reports were opened once; its network is gone."""
    context = browser.new_context(
        base_url=network.address, viewport={"width": 360, "height": 740}, locale="vi-VN"
    )
    context.set_default_timeout(20_000)
    sign_in(context, network.address, reporter)
    page = context.new_page()
    install(page)
    network.mode = "down"
    yield page
    context.close()


def back(page, network, mode="pass"):
    """Bring the network back, as the system tells a page."""
    network.mode = mode
    page.evaluate("window.dispatchEvent(new Event('online'))")


def wait_received(page):
    page.wait_for_selector("[data-queue] li[data-state=received]")
    return page.locator("[data-queue] li[data-state=received]").first.inner_text()


def test_filled_in_queued_and_sent_once_when_the_network_is_back(phone, network):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    assert "Chờ gửi" in phone.locator("[data-queue]").inner_text()
    phone.reload()
    phone.wait_for_selector("[data-queue] li[data-state=waiting]")
    back(phone, network)
    said = wait_received(phone)
    row = Submission.objects.get()
    assert row.receipt in said
    assert (row.channel, row.values["a"], Report.objects.get().head) == ("QUEUE", "3", 1)
    assert row.clock_offset is not None
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    assert Submission.objects.count() == 1


def test_a_lost_answer_is_asked_for_again_and_has_one_effect(phone, network):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    network.only = lambda path: path.endswith("/send/")
    back(phone, network, "swallow")
    phone.wait_for_function(
        "() => document.querySelector('[data-queue]').innerText.includes('Lần gửi')"
    )
    assert Submission.objects.count() == 1  # it arrived, the phone does not know
    back(phone, network)
    assert Submission.objects.get().receipt in wait_received(phone)
    assert Report.objects.get().head == 1


@pytest.mark.parametrize("mode", ["portal", "portal-json"])
def test_somebody_elses_200_is_no_receipt(phone, network, mode):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    for only in (lambda path: True, lambda path: path.endswith("/send/")):
        network.only = only
        back(phone, network, mode)
        phone.locator("[data-network]").get_by_text("đòi đăng nhập").wait_for()
        assert not phone.locator("[data-state=received]").count()
        assert not Submission.objects.exists()
        network.mode = "down"
    back(phone, network)
    wait_received(phone)
    assert Report.objects.get().head == 1


def test_no_receipt_is_ever_taken_from_somebody_else(phone, network):
    """`PHAODAI_DRILL=1000` asks a captive portal a thousand times; the suite forty."""
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    network.only = lambda path: path.startswith("/reports/offline/")
    for at in range(int(os.environ.get("PHAODAI_DRILL", "40"))):
        network.mode = ("portal", "portal-json")[at % 2]
        if at % 4 > 1:  # it answers only what is sent
            network.only = lambda path: path.endswith("/send/")
        else:
            network.only = lambda path: path.startswith("/reports/offline/")
        said = phone.evaluate(
            """async () => {
              const { flush } = await import('/static/js/offline/sending.js')
              return flush()
            }"""
        )
        assert said in {"foreign", "idle"}
        (item,) = kept(phone, "queue")
        assert (item["state"], "receipt" in item) in {("waiting", False), ("sending", False)}
    assert not Submission.objects.exists()
    back(phone, network)
    wait_received(phone)
    assert Report.objects.get().head == 1


def test_a_third_of_all_requests_lost_costs_time_and_nothing_else(phone, network):
    open_form(phone)
    for run in range(1, 6):
        if run > 1:
            phone.locator("[data-open]").first.click()
            phone.locator("[id='c-report.reason']").fill("đếm lại")
        fill_in(phone, {**FILLED, "a": str(run)})
        phone.locator("[data-form] button[type=submit]").click()
        phone.locator("[data-queue] li[data-id]").nth(run - 1).wait_for()
    network.only = lambda path: path.startswith("/reports/offline/")
    network.mode = "lossy"
    for _ in range(60):
        phone.evaluate(
            "async () => (await import('/static/js/offline/sending.js')).flush()",
        )
        if all(item["state"] == "received" for item in kept(phone, "queue")):
            break
    assert all(item["state"] == "received" for item in kept(phone, "queue"))
    assert Report.objects.get().head == Submission.objects.count() == 5


def test_a_network_that_says_nothing_opens_the_form_all_the_same(phone, network):
    network.mode = "stall"
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    assert phone.locator("[data-state=received]").count() == 0


def test_filled_in_by_a_form_of_yesterday_it_is_carried_into_the_new_one(phone, network):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    make_version(version=2, rules=[], first_day=date(2021, 12, 2))
    back(phone, network)
    phone.locator("[data-state=returned]").get_by_text("bản 2").wait_for()
    phone.wait_for_timeout(1_000)
    phone.locator("[data-state=returned] button").first.click()
    assert phone.locator("#v-a").input_value() == "3"
    phone.locator("[data-form] button[type=submit]").click()
    wait_received(phone)
    row = Submission.objects.get()
    assert (row.version.number, row.values["a"]) == (2, "3")
    assert len(kept(phone, "queue")) == 1


def test_after_the_session_has_ended_it_asks_to_sign_in_and_keeps_the_queue(
    phone, network, reporter
):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    cookies = phone.context.cookies()
    phone.context.clear_cookies()
    back(phone, network)
    phone.get_by_text("Phiên đã hết").wait_for()
    assert phone.locator("[data-state=waiting]").count() == 1
    assert not Submission.objects.exists()
    sign_in(phone.context, network.address, reporter)
    assert cookies
    back(phone, network)
    wait_received(phone)


def test_what_somebody_else_left_on_the_phone_is_not_sent_in_ones_own_name(
    phone, network, duty_officer
):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    phone.context.clear_cookies()
    sign_in(phone.context, network.address, duty_officer)
    back(phone, network)
    phone.get_by_text("của người khác").wait_for()
    assert not Submission.objects.exists()


def test_what_is_typed_is_judged_and_kept_at_once(phone):
    open_form(phone)
    phone.locator("#v-a").fill("ba")
    phone.locator("#v-a").press("Tab")
    assert phone.locator(".v.bad").count() == 1
    phone.locator("[data-form] button[type=submit]").click()
    phone.locator("[data-form] .es").wait_for()
    assert not kept(phone, "queue")
    fill_in(phone)
    phone.wait_for_function(
        "() => document.querySelector('[data-draft]').innerText.includes('Nháp')"
    )
    phone.wait_for_timeout(400)
    (draft,) = kept(phone, "drafts")
    assert draft["values"] == {**FILLED, "trend": "same"}
    phone.reload()
    phone.wait_for_selector("html[data-ready]")
    phone.locator("[data-open]").first.click()
    assert phone.locator("#v-a").input_value() == "3"


def test_a_correction_without_a_network_is_built_on_what_waits(phone, network):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    phone.locator("[data-open]").first.click()
    phone.locator("#v-a").fill("7")
    phone.locator("[id='c-report.reason']").fill("đếm lại")
    phone.locator("[data-form] button[type=submit]").click()
    phone.wait_for_function(
        "() => document.querySelectorAll('[data-queue] li[data-id]').length === 2"
    )
    back(phone, network)
    phone.locator("[data-state=received]").nth(1).wait_for()
    report = Report.objects.get()
    assert report.head == 2
    assert report.submissions.get(number=2).values["a"] == "7"


def test_the_exported_file_holds_what_the_network_would_have_brought(
    phone, network, commune, reporter
):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    with phone.expect_download() as download:
        phone.locator("[data-export]").click()
    content = download.value.path().read_bytes()
    (item,) = json.loads(content)["items"]
    assert item["body"] == str(commune.ref)
    client = Client()
    client.force_login(reporter)
    file = SimpleUploadedFile("q.json", content)
    assert client.post("/reports/queue/", {"file": file}).status_code == 200
    row = Submission.objects.get()
    assert (row.channel, str(row.submission)) == ("STICK", item["id"])
    back(phone, network)
    assert row.receipt in wait_received(phone)
    assert Report.objects.get().head == 1


def test_signing_out_warns_of_what_is_unsent_and_takes_the_figures_away(phone, network):
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    network.mode = "pass"
    network.only = lambda path: True
    # Nothing is sent while we look: the queue of somebody whose server is busy.
    phone.route("**/reports/offline/state/", lambda route: route.abort())
    phone.goto("/accounts/logout/")
    phone.locator("[data-leaving]").wait_for()
    assert "1" in phone.locator("[data-count]").inner_text()
    phone.locator("main form button").click()
    phone.wait_for_url("**/accounts/login/**")
    left = phone.evaluate(
        """async () => {
          const { all } = await import('/static/js/offline/store.js')
          return (await Promise.all(['packs', 'drafts', 'queue'].map(all))).flat().length
        }"""
    )
    assert left == 0


@pytest.fixture
def online(phone, network):
    """The form as the server shows it, with a network."""
    network.mode = "pass"
    (pack,) = kept(phone, "packs")
    phone.goto(f"/reports/all-things/{pack['forms'][0]['days'][1]['day']}/")
    phone.wait_for_load_state("networkidle")
    return phone


def test_sent_from_the_page_it_is_received_as_any_page_is(online):
    fill_in(online)
    online.locator("#report [value=send]").click()
    online.wait_for_url("**/reports/sent/**")
    row = Submission.objects.get()
    assert row.receipt in online.locator("main").inner_text()
    assert row.channel == "PAGE"
    (item,) = kept(online, "queue")
    assert (item["state"], item["receipt"]) == ("received", row.receipt)
    assert not kept(online, "drafts")


@pytest.mark.parametrize("mode", ["down", "portal", "swallow"])
def test_a_network_that_goes_while_the_form_is_open_loses_nothing(online, network, mode):
    fill_in(online)
    network.only = lambda path: path.startswith("/reports/")
    network.mode = mode
    online.locator("#report [value=send]").click()
    online.wait_for_function("() => location.pathname === '/reports/queue/'")
    network.mode = "pass"
    online.goto("/reports/queue/")
    wait_received(online)
    row = Submission.objects.get()
    assert (row.values["a"], Report.objects.get().head) == ("3", 1)


def test_what_was_typed_on_the_page_is_offered_again(online):
    fill_in(online)
    online.wait_for_timeout(600)
    online.reload()
    online.locator("[data-restored]").click()
    assert online.locator("#v-a").input_value() == "3"
    assert online.locator("#v-trend").input_value() == "same"


def test_other_pages_load_one_small_file_unless_something_waits(phone, network):
    network.mode = "pass"
    network.seen.clear()
    phone.goto("/")
    phone.wait_for_load_state("networkidle")
    assert {path for path in network.seen if "/offline/" in path} <= {START}
    network.mode = "down"
    open_form(phone)
    fill_in(phone)
    put_in_queue(phone)
    network.only = lambda path: path.startswith("/reports/offline/")
    phone.goto("/")
    phone.locator("[data-unsent]:visible").wait_for()
    back(phone, network)
    phone.locator("[data-unsent]").wait_for(state="hidden")
    assert Report.objects.get().head == 1


def test_only_aggregates_and_no_cookie_of_ours_lie_on_the_device(phone, reporter, commune):
    open_form(phone)
    caches = phone.evaluate(
        """async () => {
          const found = []
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) {
              found.push(await (await caches.match(request)).text())
            }
          }
          return found.join('')
        }"""
    )
    assert reporter.name not in caches
    assert commune.name not in caches
    packs = json.dumps(kept(phone, "packs"))
    assert reporter.name not in packs
    assert "csrf" not in packs


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_for_times_without_a_network_is_accessible(phone, network, width, language):
    network.mode = "pass"
    phone.set_viewport_size({"width": width, "height": 800})
    phone.context.add_cookies(
        [{"name": "django_language", "value": language, "url": network.address}]
    )
    install(phone)
    network.mode = "down"
    open_form(phone)
    phone.locator("#v-a").fill("x")
    phone.locator("#v-a").press("Tab")
    assert phone.evaluate("document.documentElement.lang") == language
    check(phone)
    phone.set_viewport_size({"width": width, "height": 800})
    fill_in(phone)
    put_in_queue(phone)
    check(phone)
    network.mode = "pass"
    phone.goto("/reports/queue/")
    check(phone)
