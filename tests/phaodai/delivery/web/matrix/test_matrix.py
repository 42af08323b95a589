"""Every address × method × role × relation, against the table of `policy.py`."""

import logging
import re
import time
from collections import Counter
from copy import copy
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from phaodai.delivery import clock
from phaodai.vocabulary.access import Role
from tests.architecture.test_routes import views
from tests.phaodai.delivery.web.matrix import policy
from tests.phaodai.delivery.web.matrix.policy import PAGES, RELATIONS, Page, Rule
from tests.phaodai.delivery.web.matrix.world import World, make_world
from tests.phaodai.factories.accounts import make_posting, make_user

METHODS = ("get", "post")
OTHER_METHODS = ("put", "patch", "delete")
OPEN, MISSING, LOGIN, NO_METHOD = "open", "missing", "login", "no such method"
ELSEWHERE = ("api/v1/",)  # machines have a matrix of their own
MOVES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
BY_LIBRARY = {"account_change_password", "usersessions_list"}  # views of the library of accounts
OF_THE_SESSION = {"django_session", "usersessions_usersession"}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def names(resolver=None, space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if str(entry.pattern) in ELSEWHERE:
            continue
        if hasattr(entry, "url_patterns"):
            inner = getattr(entry, "namespace", None)
            yield from names(entry, f"{space}{inner}:" if inner else space)
        else:
            yield f"{space}{entry.name}"


def address(page, things):
    known = {name: things[thing] for name, thing in page.things.items()}
    if page.name in {"mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_end"}:
        known["pk"] = 1
    return reverse(page.name, kwargs=known | dict(page.words))


def client_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def bare(answer, path):
    """Return what an answer says, without the address that was asked for and the doors to it."""
    body = answer.content.partition(b"<main")[2].partition(b"</main>")[0]
    return TOKEN.sub(b"", body).replace(path.encode(), b"")


class Asker:
    """Asks as one user, and leaves nothing behind."""

    def __init__(self, client):
        self.client = client
        path = f"/khong-co/{uuid4()}/"
        self.missing = {method: bare(self.ask(method, path), path) for method in METHODS}
        self.moved = []

    def ask(self, method, path, sends=None):
        cookies = copy(self.client.cookies)
        with transaction.atomic():
            answer = getattr(self.client, method)(path, sends or {})
            if answer.streaming:  # read to its end a file is closed, and the connection is not
                list(answer.streaming_content)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return answer

    def outcome(self, page, method, path, sends=None):
        self.moved = []
        if method == "get":
            with connection.execute_wrapper(self._watch):
                answer = self.ask(method, path, sends)
        else:
            answer = self.ask(method, path, sends)
        if answer.status_code == 405:
            return NO_METHOD
        if answer.status_code == 404:
            same = bare(answer, path) == self.missing.get(method)
            return MISSING if same else "missing in another way"
        if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login")):
            return LOGIN
        if answer.status_code == 401:  # said to a script, which follows no one to a page
            return LOGIN
        return OPEN if answer.status_code < 500 else f"broken: {answer.status_code}"

    def _watch(self, execute, sql, params, many, context):
        found = MOVES.match(sql)
        if found and found[1] not in OF_THE_SESSION:
            self.moved.append(found[1])
        return execute(sql, params, many, context)


def wanted(rule, role, relation):
    if rule is None:
        return NO_METHOD
    return OPEN if role in rule.roles and relation in rule.places else MISSING


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of refusals are no news."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)


@pytest.fixture
def world(places):
    return make_world(places)


def rules_of(page):
    for method in METHODS:
        yield method, getattr(page, method)


def test_every_address_has_its_row():
    known = [page.label for page in PAGES]
    assert [name for name, n in Counter(known).items() if n > 1] == []
    written = {page.name for page in PAGES}
    assert written & policy.UNWRITTEN == set()
    assert set(names()) - written - policy.UNWRITTEN == set(), "write down who may"
    assert (written | policy.UNWRITTEN) - set(names()) == set(), "there is no such page any more"


def sent(rule, things):
    """Return what a form sends, the things of the world by their references."""
    return {
        name: str(things[value[1:]]) if str(value).startswith("@") else value
        for name, value in (rule.sends if rule else {}).items()
    }


def ask_all(relation, world: World, roles):
    cells, wrong = 0, []
    for role in roles:
        user = make_user(f"nguoi.{role.value}", at=world.bodies[relation], role=role)
        asker = Asker(client_of(user))
        for page in PAGES:
            if relation != policy.OWN and not page.things:
                continue  # about nothing: the place makes no difference
            path = address(page, world.things)
            for method, rule in rules_of(page):
                if rule is not None and rule.is_foreign:
                    continue
                found = asker.outcome(page, method, path, sent(rule, world.things))
                cells += 1
                if found != wanted(rule, role, relation) or asker.moved:
                    wrong.append((str(role), method, page.label, found, asker.moved))
    print(f"{relation}: {cells} cells, {len(wrong)} wrong")  # noqa: T201
    assert wrong == [], "\n" + "\n".join(map(str, wrong))


OTHERS = [role for role in Role if role is not Role.COMMANDER]


@pytest.mark.slow
@pytest.mark.parametrize("relation", RELATIONS)
def test_the_matrix(relation, world: World):
    """The commander everywhere, and each other role in some places; the drill asks them all."""
    first = 2 * RELATIONS.index(relation)
    ask_all(
        relation, world, [Role.COMMANDER, *(OTHERS[n % len(OTHERS)] for n in (first, first + 1))]
    )


@pytest.mark.drill
@pytest.mark.parametrize("relation", RELATIONS)
def test_the_matrix_with_every_role(relation, world: World):
    ask_all(relation, world, Role)


def expected_of_nobody(rule, is_signed_in):
    if rule is None:
        return NO_METHOD
    if rule.is_public:
        return OPEN
    if rule.is_secret:
        return MISSING
    if not is_signed_in:
        return LOGIN
    return OPEN if rule.is_own else MISSING


@pytest.mark.parametrize("who", ["anonymous", "disabled", "expired"])
def test_who_holds_no_post(who, world):
    """Whoever is not signed in is sent to sign in; whose post has ended sees what is of no post."""
    client = Client()
    if who != "anonymous":
        user = make_user("het.nhiem.ky")
        body = world.bodies[policy.OWN]
        for role in Role:
            make_posting(user, body, role, last=None if who == "disabled" else body.valid_from)
        client = client_of(user)
        user.is_active = who != "disabled"
        user.save()
    asker, cells, wrong = Asker(client), 0, []
    for page in PAGES:
        for method, rule in rules_of(page):
            if rule is not None and rule.is_foreign:
                continue
            found = asker.outcome(page, method, address(page, world.things))
            cells += 1
            if found != expected_of_nobody(rule, who == "expired") or asker.moved:
                wrong.append((method, page.label, found, asker.moved))
    print(f"{who}: {cells} cells, {len(wrong)} wrong")  # noqa: T201
    assert wrong == []


def test_what_is_missing_looks_like_what_is_hidden(world, monkeypatch):
    """A commander of the next district asks for what he does not see, and for what is not there."""
    moment = clock.now()  # each page says the second
    monkeypatch.setattr(clock, "now", lambda: moment)
    user = make_user(at=world.bodies[policy.NEIGHBOUR], role=Role.COMMANDER)
    asker, wrong = Asker(client_of(user)), []
    nothing = {name: uuid4() for name in world.things}
    for page in PAGES:
        for method, rule in rules_of(page):
            if rule is None or not page.things or (policy.NEIGHBOUR in rule.places and rule.roles):
                continue
            hidden, missing = address(page, world.things), address(page, nothing)
            answers = [
                TOKEN.sub(b"", asker.ask(method, path, dict(rule.sends)).content).replace(
                    path.encode(), b""
                )
                for path in (hidden, missing)
            ]
            if answers[0] != answers[1]:
                wrong.append((method, page.label))
    assert wrong == []


def test_pages_of_the_library_of_accounts_change_nothing_when_looked_at(world):
    for client in (Client(), client_of(make_user(at=world.bodies[policy.OWN]))):
        asker = Asker(client)
        for page in PAGES:
            for method, rule in rules_of(page):
                if rule is not None and rule.is_foreign:
                    found = asker.outcome(page, method, address(page, world.things))
                    assert found in {OPEN, LOGIN, MISSING, NO_METHOD, "missing in another way"}
                    assert asker.moved == [], page.label


def test_no_page_answers_other_methods(world):
    user = make_user(at=world.bodies[policy.OWN], role=Role.COMMANDER)
    make_posting(user, world.bodies[policy.OWN], Role.ADMINISTRATOR)
    asker = Asker(client_of(user))
    for page in PAGES:
        rules = [rule for _, rule in rules_of(page) if rule is not None]
        for method in OTHER_METHODS:
            if not any(rule.is_foreign or page.name in BY_LIBRARY for rule in rules):
                found = asker.outcome(page, method, address(page, world.things))
                assert found == NO_METHOD, (method, page.label)


def test_no_verb_but_those_that_are_known(world):
    user = make_user(at=world.bodies[policy.OWN], role=Role.COMMANDER)
    asker = Asker(client_of(user))
    for page in PAGES:
        if "verb" in page.words:
            odd = Page(page.name, things=page.things, words={"verb": "khong-co-viec-nay"})
            path = address(odd, world.things)
            sends = dict((page.post or Rule()).sends)
            assert asker.outcome(page, "post", path, sends) == MISSING, page.label


def test_the_table_is_asked_about_all_addresses():
    assert len(list(views(get_resolver()))) >= len(set(names()))
