"""Pages of the administration of users."""

import time

import pytest

from phaodai.foundation.accounts.models import User
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import PASSWORD, make_posting, make_user

REASON = {"reason": "mất điện thoại, đã gọi lại"}


def test_the_list_names_those_in_sight(administrator, reporter, stranger, client_of):
    content = client_of(administrator).get("/users/").content.decode()
    assert "Trần Ngọc Bảo" in content
    assert "cán bộ báo cáo" in content
    assert "Đàng Thị Yến" not in content
    found = client_of(administrator).get("/users/?q=tran+ngoc").content.decode()
    assert ("Trần Ngọc Bảo" in found, "Lê Văn Quản</a>" in found) == (True, False)
    assert "Không có ai khớp" in client_of(administrator).get("/users/?q=xyz").content.decode()


def test_a_long_list_has_pages(places, administrator, client_of):
    for n in range(45):
        make_user(f"u{n:03}", at=places.health, second_factor=False)
    client = client_of(administrator)
    assert 'rel="next" href="?page=2"' in client.get("/users/").content.decode()
    assert "41–46" in client.get("/users/?page=2").content.decode()


def test_a_user_is_added_with_his_first_post(places, administrator, client_of):
    client = client_of(administrator)
    page = client.get("/users/add/?q=phuoc+hai")
    assert "Ủy ban nhân dân xã Phước Hải" in page.content.decode()
    data = {
        "name": "Nguyễn Văn Mới",
        "username": "Moi.Nguyen",
        "phone": "",
        "body": str(places.commune_committee.ref),
        "role": "reporter",
        "basis": "QĐ 512",
        "password": PASSWORD,
    }
    wrong = client.post("/users/add/?q=phuoc+hai", data | {"username": "Mới", "phone": "gọi sau"})
    assert wrong.status_code == 422
    assert "Chỉ dùng chữ thường không dấu" in wrong.content.decode()
    assert "Nguyễn Văn Mới" in wrong.content.decode()  # what was typed stays
    weak = client.post("/users/add/?q=phuoc+hai", data | {"password": "123456"})
    assert 'id="id_password_error"' in weak.content.decode()

    answer = client.post("/users/add/?q=phuoc+hai", data)

    user = User.objects.get(username="moi.nguyen")
    assert answer.headers["Location"] == f"/users/{user.ref}/"
    assert user.postings.get().role == Role.REPORTER


@pytest.mark.parametrize("path", ["/users/add/", "/users/{ref}/post/"])
def test_looking_for_a_body_keeps_what_was_typed(places, administrator, reporter, client_of, path):
    typed = {"q": "phuoc hai", "find": "1", "name": "Nguyễn Văn Mới", "basis": "QĐ 512"}
    answer = client_of(administrator).post(path.format(ref=reporter.ref), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ủy ban nhân dân xã Phước Hải" in page
    assert 'value="QĐ 512"' in page
    assert 'value="phuoc hai"' in page
    assert ('value="Nguyễn Văn Mới"' in page) == ("add" in path)
    assert "errorlist" not in page
    assert not User.objects.filter(name="Nguyễn Văn Mới").exists()


def test_a_body_out_of_reach_is_no_choice(places, administrator, client_of):
    data = {
        "name": "Nguyễn Văn Mới",
        "username": "moi.nguyen",
        "body": str(places.next_committee.ref),
        "role": "reporter",
        "basis": "QĐ",
        "password": PASSWORD,
    }
    answer = client_of(administrator).post("/users/add/", data)
    assert answer.status_code == 422
    assert not User.objects.filter(username="moi.nguyen").exists()


def test_the_life_of_an_account(places, administrator, reporter, client_of):
    client, base = client_of(administrator), f"/users/{reporter.ref}/"
    assert client.get(base).status_code == 200
    assert (
        client.post(f"{base}change/", {"name": "Trần Ngọc Bảo B", "phone": "0900 1"}).status_code
        == 302
    )
    post = {
        "body": str(places.health.ref),
        "role": "tracer",
        "basis": "QĐ 2",
        "first_day": "1/1/2021",
    }
    assert client.post(f"{base}post/", post).status_code == 302
    assert client.post(f"{base}post/", post).status_code == 422
    posting = reporter.postings.get(role="tracer")
    end = f"{base}postings/{posting.ref}/end/"
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "31/12/2020"}).status_code == 422
    assert client.post(end, {"last_day": "32/12/2021"}).status_code == 422
    assert client.post(end, {"last_day": "02/01/2021"}).status_code == 302
    assert client.post(f"{base}password/", {"password": "tạm thời một lần"}).status_code == 302
    assert client.post(f"{base}second-factor/reset/", REASON).status_code == 302
    assert client.post(f"{base}disable/", {"reason": "vì"}).status_code == 422
    assert client.post(f"{base}disable/", REASON).status_code == 302
    assert "Đã khóa" in client.get(base).content.decode()
    assert client.post(f"{base}enable/", REASON).status_code == 302

    reporter.refresh_from_db()
    assert (reporter.name, reporter.phone, reporter.is_active) == ("Trần Ngọc Bảo B", "09001", True)


def test_who_also_works_elsewhere_is_shown_without_the_means(
    places, administrator, reporter, client_of
):
    make_posting(reporter, places.province_committee, Role.ANALYST)
    client, base = client_of(administrator), f"/users/{reporter.ref}/"
    content = client.get(base).content.decode()
    assert "không sửa được tài khoản này" in content
    assert f"{base}password/" not in content
    assert client.post(f"{base}disable/", REASON).status_code == 404
    assert client.post(f"{base}password/", {"password": "tạm thời một lần"}).status_code == 404


def test_others_find_nothing(
    places, administrator, reporter, sister, stranger, commander, client_of
):
    base = f"/users/{reporter.ref}/"
    for user in (sister, stranger, commander, reporter):
        client = client_of(user)
        for path in (
            "",
            "change/",
            "post/",
            "disable/",
            "enable/",
            "second-factor/reset/",
            "password/",
        ):
            assert client.get(base + path).status_code == 404
            assert client.post(base + path, REASON).status_code in {404, 405}


def test_an_old_form_is_shown_anew(administrator, reporter, client_of):
    client = client_of(administrator)
    client.get("/users/")
    session = client.session
    session["session_began"] = time.time() - 16 * 60
    session.save()
    url = f"/users/{reporter.ref}/disable/"
    assert client.post(url, REASON).headers["Location"] == url
    assert client.get(url).headers["Location"].startswith("/accounts/reauthenticate/?next=")
    reporter.refresh_from_db()
    assert reporter.is_active
