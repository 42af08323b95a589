"""Addresses, words and acts that the tests of the pages of tasks share."""

import html
import re

from django.urls import reverse

from tests.phaodai.factories.directives import due

ISSUER = "Ủy ban nhân dân huyện Ninh Phước"
HEALTH = "Trung tâm Y tế huyện Ninh Phước"
POLICE = "Công an huyện Ninh Phước"
DAY = due("date", date="2021-12-28", time="17:00", text="trước 17 giờ ngày 28/12/2021")
BOARD = reverse("tasks:board")


def page_of(row):
    return reverse("tasks:task", args=[row.ref])


def send(client, row, verb, **fields):
    row.refresh_from_db()
    address = reverse("tasks:act", args=[row.ref, verb])
    return client.post(address, {"version": row.version, **fields})


def words(answer):
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def bare(answer, path):
    text = answer.content.decode().replace(path, "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"<time.*?</time>", "", text, flags=re.DOTALL)
