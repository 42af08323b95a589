"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from phaodai.project.sqlite import queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phaodai.project.settings")
# Somebody looks at the screen: after this he is told, with what he typed; commands wait on.
SECONDS = queue.WAIT_SECONDS = 2.5
application = get_wsgi_application()
if pool := connection.settings_dict["OPTIONS"].get("pool"):
    pool["timeout"] = SECONDS  # for a connection: PostgreSQL may be away
