"""One installation on a file, asked while its writers' turn is held and while its disk is full."""

import fcntl
import json
import os
import re
import time
from datetime import UTC, datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from phaodai.foundation.accounts.models import User  # noqa: E402
from phaodai.project.sqlite import queue  # noqa: E402

queue.WAIT_SECONDS = 0.2
FORM = {"language": "en", "next": "/more/", "note": 'Phước Hải <b>"&amp;'}
said = {}


def ask(name, call):
    start = time.monotonic()
    answer = call()
    said[name] = {
        "status": answer.status_code,
        "retry": answer.headers.get("Retry-After"),
        "page": answer.content.decode(),
        "seconds": time.monotonic() - start,
    }
    return answer


def forget_activity():
    """Make the next page note that somebody was seen, which is a write."""
    session = client.session
    session["session_seen"] -= 600
    session.save()


def chosen():
    return User.objects.get(pk=user.pk).language


call_command("migrate", verbosity=0)
user = User.objects.create(
    username="hanh", name="Nguyễn Thị Hạnh", created_at=datetime.now(UTC), language="vi"
)
client = Client(raise_request_exception=False)
client.force_login(user)
ask("before", lambda: client.get("/more/"))

forget_activity()
held = os.open(f"{connection.settings_dict['NAME']}-writer", os.O_RDWR)
fcntl.flock(held, fcntl.LOCK_EX)
refused = ask("write", lambda: client.post("/language/", FORM))
ask("json", lambda: client.post("/language/", FORM, headers={"accept": "application/json"}))
ask("read", lambda: client.get("/more/"))
said["kept"] = chosen()
ask("sign_out", lambda: client.post("/accounts/logout/"))
os.close(held)

fields = re.findall(r'name="([^"]*)" value="([^"]*)"', said["write"]["page"])
said["fields"] = fields
ask("again", lambda: client.post("/language/", dict(fields)))
said["kept_again"] = chosen()

forget_activity()
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    (pages,) = cursor.fetchone()
    cursor.execute(f"PRAGMA max_page_count = {pages}")
    # Fill what is free inside, until there is no room for anything.
    try:
        while True:
            cursor.execute(
                "INSERT INTO django_session VALUES (hex(randomblob(20)), ?, 0)".replace(
                    "?", "hex(randomblob(500))"
                )
            )
    except Exception as full:
        said["full"] = str(full)
ask("full_read", lambda: client.get("/more/"))
print(json.dumps(said))  # noqa: T201
