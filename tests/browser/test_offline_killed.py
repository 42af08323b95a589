"""A browser that is killed: what it said was kept is there when it opens again.

`PHAODAI_DRILL=100` kills it a hundred times; the suite is content with five.
"""

import os
import signal
from contextlib import suppress

import pytest

from phaodai.registers.reports.models import Report, Submission
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.faults import bad_network
from tests.browser.offline import (
    install,
    kept,
    open_form,
    prepare,
    processes_of,
    sign_in,
    wait_kept,
)

KILLS = int(os.environ.get("PHAODAI_DRILL", "5"))


@pytest.fixture
def start(browser, site, places, reporter, tmp_path):
    """Start the phone's browser on its one profile, again and again."""
    prepare(places.commune_committee)
    profile = tmp_path / "profile"
    contexts = []
    with bad_network(site) as network:

        def act():
            context = browser.browser_type.launch_persistent_context(
                profile,
                executable_path=CHROMIUM,
                args=FLAGS,
                base_url=network.address,
                viewport={"width": 360, "height": 740},
            )
            context.set_default_timeout(30_000)
            contexts.append(context)
            return context, context.pages[0]

        def kill():
            for pid in processes_of(profile):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(Exception):  # it is gone already
                contexts[-1].close()
            (profile / "SingletonLock").unlink(missing_ok=True)

        context, page = act()
        sign_in(context, network.address, reporter)
        install(page)
        network.mode = "down"
        kill()
        yield act, kill, network
        kill()


def is_all_of(run):
    """Return whether a draft holds all that was typed in a run."""

    def look(drafts):
        if not drafts or drafts[0]["values"] != {"a": str(run), "trend": "same"}:
            return False
        return run == 1 or drafts[0]["comments"] == {"report.reason": f"lần {run}"}

    return look


def test_a_killed_browser_has_lost_nothing_that_it_said_was_kept(start, reporter):
    act, kill, network = start
    for run in range(1, KILLS + 1):
        _, page = act()
        open_form(page)
        page.locator("#v-a").fill(str(run))
        page.locator("#v-trend").select_option("same")
        if run > 1:
            page.locator("[id='c-report.reason']").fill(f"lần {run}")
        wait_kept(page, "drafts", is_all_of(run))
        kill()

        _, page = act()
        open_form(page)
        assert page.locator("#v-a").input_value() == str(run)
        page.locator("[data-form] button[type=submit]").click()
        page.locator("[data-queue] li[data-id]").nth(run - 1).wait_for()
        kill()

    context, page = act()
    page.goto("/reports/")
    page.wait_for_selector("html[data-ready]")
    queue = kept(page, "queue")
    assert sorted(int(item["values"]["a"]) for item in queue) == list(range(1, KILLS + 1))
    assert not kept(page, "drafts")
    sign_in(context, network.address, reporter)
    network.mode = "pass"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-state=received]").nth(KILLS - 1).wait_for(timeout=30_000 + KILLS * 2_000)
    assert Report.objects.get().head == KILLS
    assert Submission.objects.count() == KILLS
    last = Submission.objects.get(number=KILLS)
    assert last.values["a"] == str(KILLS)
