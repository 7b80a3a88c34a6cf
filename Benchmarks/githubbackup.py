"""The pull requests and issues of a GitHub metadata backup, as its files alone tell them."""

import calendar
import datetime
import glob
import json
import os

DAY = 86400
NEVER = float("inf")

# What people do to an item, in GitHub's words. Mentions, subscriptions and references happen by themselves or elsewhere.
ACTIVITY = {
    "commented", "reviewed", "line-commented", "committed", "head_ref_force_pushed", "closed", "reopened", "merged",
    "labeled", "unlabeled", "milestoned", "demilestoned", "assigned", "unassigned", "renamed", "locked", "unlocked",
    "ready_for_review", "convert_to_draft", "review_requested", "review_request_removed",
}


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def day(instant):
    """The day of the calendar, UTC, as a number."""
    return int(instant // DAY)


class Person:
    """Who did something, as far as one account tells: a number, nobody (deleted or not named), or a bot."""

    def __init__(self, user):
        known = user is not None and user["login"] != "ghost"
        self.number = user["id"] if known else None
        self.is_bot = known and (user["type"] == "Bot" or user["login"].endswith("[bot]"))


class Event:
    def __init__(self, name, at, user):
        self.name, self.at, self.by = name, at, Person(user)


class Item:
    """A pull request or an issue, from its file alone."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as opened:
            content = json.load(opened)
        raw = content.get("pull") or content["issue"]
        self.number, self.author = raw["number"], Person(raw["user"])
        self.created = seconds(raw["created_at"])
        self.merged = seconds(raw["merged_at"]) if raw.get("merged_at") else None
        self.closed = seconds(raw["closed_at"]) if raw.get("closed_at") else None
        self.draft = raw.get("draft", False)
        self.merged_by = Person(raw.get("merged_by"))
        # The final close, merged or not; never while it is open.
        self.ended = NEVER if raw["state"] == "open" else self.merged or self.closed
        self.events = sorted(self.read(content), key=lambda event: event.at)
        self.intervals = self.spans()

    @staticmethod
    def read(content):
        for raw in content["events"]:
            commit = (raw.get("committer") or {}).get("date") if raw["event"] == "committed" else None
            at = raw.get("submitted_at") or raw.get("created_at") or commit
            # A thread of comments on lines carries neither; its comments stand on their own below.
            if at: yield Event(raw["event"], seconds(at), raw.get("user") or raw.get("actor"))
        for raw in content.get("comments", []):
            yield Event("line-commented", seconds(raw["created_at"]), raw["user"])

    def spans(self):
        """From when to when the item was open."""
        spans, since = [], self.created
        for event in self.events:
            if event.name in ("closed", "merged") and since is not None:
                spans.append((since, event.at))
                since = None
            elif event.name == "reopened" and since is None:
                since = event.at
        if since is not None: spans.append((since, self.ended))
        return spans

    def open_at(self, instant):
        """Whether it is open just before the instant, with which the day after begins."""
        return any(start < instant <= end for start, end in self.intervals)

    def draft_at(self, instant):
        """Whether it is a draft just before the instant; one whose first change of that is to become ready began as one."""
        changes = [event for event in self.events if event.name in ("ready_for_review", "convert_to_draft")]
        before = [event for event in changes if event.at < instant]
        if before: return before[-1].name == "convert_to_draft"
        return changes[0].name == "ready_for_review" if changes else self.draft

    @property
    def asked(self):
        """When a review was first asked for."""
        return next((event.at for event in self.events if event.name == "review_requested"), None)

    def by_another(self, names):
        """The first of these by somebody who is known, is no bot and is not the author."""
        for event in self.events:
            another = event.by.number is not None and event.by.number != self.author.number
            if event.name in names and another and not event.by.is_bot: return event.at
        return None

    @property
    def answered(self):
        return self.by_another({"commented", "reviewed", "line-commented"})

    @property
    def reviewed(self):
        return self.by_another({"reviewed", "line-commented"})

    def quiet_days(self, instant):
        """Days of the calendar since a person last did something, at the end of the day before the instant."""
        done = [event.at for event in self.events if event.name in ACTIVITY and not event.by.is_bot and event.at < instant]
        return day(instant) - 1 - day(max(done + [self.created]))


class Month:
    def __init__(self, year, month):
        self.key = f"{year:04}-{month:02}"
        last = calendar.monthrange(year, month)[1]
        self.start = int(datetime.datetime(year, month, 1, tzinfo=datetime.timezone.utc).timestamp())
        self.end = self.start + last * DAY

    def has(self, instant):
        return instant is not None and self.start <= instant < self.end

    def age(self, instant):
        """Days of the calendar from the instant to the month's last day."""
        return day(self.end) - 1 - day(instant)


def months(first, last):
    start, end = (datetime.datetime.fromtimestamp(at, datetime.timezone.utc) for at in (first, last))
    for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield Month(month // 12, month % 12 + 1)


class Backup:
    """All items of people; what bots opened is left out."""

    def __init__(self, folder):
        read = lambda kind: [Item(file) for file in sorted(glob.glob(os.path.join(folder, kind, "*.json")))]
        everything = {kind: read(kind) for kind in ("pulls", "issues")}
        self.files = {kind: len(items) for kind, items in everything.items()}
        self.kinds = {kind: [item for item in items if not item.author.is_bot] for kind, items in everything.items()}
        self.pulls, self.issues = self.kinds["pulls"], self.kinds["issues"]
        instants = [at for items in everything.values() for item in items for at in [item.created] + [e.at for e in item.events]]
        self.first, self.last = min(item.created for items in everything.values() for item in items), max(instants)
        self.first_merge = {}
        for item in sorted((item for item in self.pulls if item.merged), key=lambda item: item.merged):
            if item.author.number is not None: self.first_merge.setdefault(item.author.number, item)
