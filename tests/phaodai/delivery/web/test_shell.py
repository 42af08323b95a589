"""The frame of every page."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from phaodai.delivery.web.context import ENTRIES
from phaodai.foundation.accounts.models import User
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import make_posting, make_user

ROOT = Path(__file__).resolve().parents[4]
TEMPLATES = sorted((ROOT / "phaodai").rglob("templates/**/*.html"))
SIGNED_IN = ["home", "more", "account", "design:components", "usersessions_list", "mfa_index"]


def menu(content: str) -> list[str]:
    nav = re.search(r'<nav class="nav tab".*?</nav>', content, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"', nav.group()) if nav else []


@pytest.mark.parametrize("role", Role)
def test_the_menu_of_each_role(places, client_of, role):
    answer = client_of(make_user(at=places.committee, role=role)).get("/")
    items = [url for url in menu(answer.content.decode()) if url != "/more/"]
    assert items[0] == "/"
    assert 1 < len(items) <= 6
    assert answer.status_code == 200


def test_the_menu_marks_where_one_is(administrator, client_of):
    content = client_of(administrator).get("/users/add/").content.decode()
    assert '<a href="/users/" aria-current="true">' in content
    content = client_of(administrator).get("/users/").content.decode()
    assert '<a href="/users/" aria-current="page">' in content


def test_a_page_beside_its_entry_is_marked_as_below_it(duty_officer, client_of):
    client = client_of(duty_officer)
    for address, entry in (("/directives/board/", "/tasks/"), ("/directives/", "/directives/")):
        content = client.get(address).content.decode()
        marked = re.findall(r'<a href="([^"]+)" aria-current="(?:true|page)">', content)
        assert entry in marked


def test_all_entries_of_the_menu_have_an_address():
    assert [reverse(entry.route) for entry in ENTRIES]


def test_the_head_shows_place_name_and_role(places, client_of, duty_officer):
    content = client_of(duty_officer).get("/").content.decode()
    for word in ("Ninh Thuận", "Ninh Phước", "Nguyễn Thị Hạnh", "trực ban", "Máy chủ"):
        assert word in content
    assert content.index("Ninh Thuận") < content.index("Ninh Phước")


def test_a_user_without_a_post_gets_a_page_that_says_so(db, client_of):
    answer = client_of(make_user()).get("/")
    assert answer.status_code == 200
    assert "Chưa giữ chức vụ" in answer.content.decode()


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_render_in_both_languages(duty_officer, client_of, name):
    client = client_of(duty_officer)
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()
        assert answer.headers["Content-Language"] == language


def test_the_language_is_vietnamese_whatever_the_browser_was_installed_in(db):
    answer = Client(headers={"accept-language": "en-US,en"}).get("/accounts/login/")
    assert '<html lang="vi">' in answer.content.decode()


def test_the_language_is_kept_with_the_user(duty_officer, client_of):
    client = client_of(duty_officer)
    answer = client.post("/language/", {"language": "en", "next": "/more/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/more/")
    assert User.objects.get(pk=duty_officer.pk).language == "en"
    fresh = client_of(duty_officer)
    assert '<html lang="en">' in fresh.get("/").content.decode()


@pytest.mark.parametrize(
    ("data", "location"),
    [
        ({"language": "xx", "next": "/more/"}, "/more/"),
        ({"language": "en", "next": "https://evil.example/"}, "/"),
        ({"language": "en", "next": "//evil.example/"}, "/"),
        ({}, "/"),
    ],
)
def test_the_language_switch_sends_nobody_away(db, data, location):
    assert Client().post("/language/", data).headers["Location"] == location


def test_healthz_needs_nobody(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_strangers_are_sent_to_sign_in_and_back(db):
    assert Client().get("/more/?a=1").headers["Location"] == "/accounts/login/?next=/more/%3Fa%3D1"


def test_the_forbidden_looks_like_the_missing(reporter, stranger, administrator, client_of):
    def body(client, url):
        answer = client.get(url)
        assert answer.status_code == 404
        return re.sub(r"<time.*?</time>|csrfmiddlewaretoken\" value=\"\w+|next\" value=\"[^\"]+",
                      "", answer.content.decode())  # fmt: skip

    officer = client_of(reporter)
    missing = body(officer, "/nothing/")
    assert body(officer, "/users/") == missing  # no such permission
    assert body(officer, f"/users/{stranger.ref}/") == missing
    other = client_of(administrator)
    assert body(other, f"/users/{stranger.ref}/") == body(other, f"/users/{uuid4()}/")


def test_a_page_costs_the_same_however_many_posts(places, client_of, django_assert_num_queries):
    for posts in (1, 4):
        user = make_user(at=places.committee, role=Role.COMMANDER)
        for role in [Role.REPORTER, Role.TRACER, Role.ANALYST][: posts - 1]:
            make_posting(user, places.health, role)
        client = client_of(user)
        client.get("/more/")
        with django_assert_num_queries(5):  # session, user, second factor, posts, place
            client.get("/more/")


def test_every_answer_carries_the_policy(db):
    answer = Client().get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_style_or_a_script(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|javascript:|\son\w+=[\"']", text, re.IGNORECASE)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text


def test_the_styles_of_a_page_fit_into_fourteen_kilobytes():
    import gzip

    def named(template):
        return set(re.findall(r"static 'css/(\w+\.css)'", template.read_text()))

    shell = named(next(path for path in TEMPLATES if path.name == "base.html"))
    assert len(shell) > 3
    for template in TEMPLATES:
        styles = b"".join(
            (ROOT / "frontend/css" / name).read_bytes() for name in sorted(shell | named(template))
        )
        assert len(gzip.compress(styles)) < 14 * 1024, template.name


def test_error_pages_speak_both_languages(client, settings):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert 'lang="en"' in answer.content.decode()


def test_a_post_without_a_token_is_refused_in_both_languages(db):
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    content = answer.content.decode()
    assert "cookie" in content
    assert 'lang="en"' in content


def test_static_files_carry_the_policy_and_pages_are_compressed(client):
    style = client.get("/static/css/tokens.css")
    page = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    for answer in (style, page):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert page.headers["Content-Encoding"] == "gzip"
