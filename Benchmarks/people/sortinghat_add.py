"""Adds identities to SortingHat itself, over SQLite in memory, and prints the seconds for adding and for matching.

Run by `scale` with the Python in which SortingHat is installed (without mysqlclient, which it does not use here). Reads a JSON list of
[source, name, email, username] from the file that is named.
"""

import json
import sys
import time
import types

sys.modules.setdefault("MySQLdb", types.ModuleType("MySQLdb"))

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="benchmark", DEFAULT_AUTO_FIELD="django.db.models.AutoField", USE_TZ=True, MULTI_TENANT=False,
    MATCH_TRUSTED_SOURCES=["github", "gitlab"], SILENCED_SYSTEM_CHECKS=["django_mysql.E016"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "sortinghat.core"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    RQ_QUEUES={"default": {"HOST": "localhost", "PORT": 6379, "DB": 0}})
django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

try:
    call_command("migrate", verbosity=0)
except Exception:
    # Some migrations are written for MySQL: the tables are made from the models instead.
    connection.close()
    settings.MIGRATION_MODULES = {"core": None}
    call_command("migrate", run_syncdb=True, verbosity=0)

from sortinghat.core import api
from sortinghat.core.context import SortingHatContext
from sortinghat.core.recommendations.matching import recommend_matches

context = SortingHatContext(get_user_model().objects.create(username="benchmark"))
with open(sys.argv[1]) as file:
    identities = json.load(file)
began, refused = time.monotonic(), 0
for source, name, email, username in identities:
    try:
        api.add_identity(context, source, name=name or None, email=email or None, username=username or None)
    except Exception:
        refused += 1
added = time.monotonic() - began
began = time.monotonic()
list(recommend_matches(None, None, ["email", "name", "username"]))
print(json.dumps({"added": added, "matched": time.monotonic() - began, "refused": refused}))
