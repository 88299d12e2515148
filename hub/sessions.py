"""Sessions in the database that end `SESSION_HOURS` after somebody signed in; in the admin sooner, if they are idle.

Of the browser they keep a word or two, so that people know their own. Nothing says from where.
"""

import time
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

SIGNED_IN, SEEN, BROWSER = "signed_in_at", "seen_at", "browser"
SEEN_EVERY = 300  # seconds: not each request writes when somebody was seen
# {what the browser says of itself: what people call it}, the first that it says; many say that they are others too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
}
BROWSERS |= {"CriOS": "Chrome", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows"}
SYSTEMS |= {"Mac OS X": "Mac", "Linux": "Linux"}


class SessionStore(db.SessionStore):
    def load(self):
        data = super().load()
        if SIGNED_IN in data and data[SIGNED_IN] + settings.SESSION_COOKIE_AGE < time.time():
            self.delete()
            self._session_key = None
            return {}
        return data


def note_seen(request):
    """Note, not too often, that somebody is there; returns for how many seconds they were not seen."""
    now = int(time.time())
    idle = now - request.session.get(SEEN, 0)
    if idle > SEEN_EVERY:
        request.session[SEEN] = now
    return idle


def end_if_idle(request):
    """Sign somebody out who was not seen for `SESSION_IDLE` seconds."""
    if note_seen(request) > settings.SESSION_IDLE:
        logout(request)


def browser_of(user_agent):
    """What a browser calls itself, in words that people use: "Firefox, Windows". No more is kept of it."""
    found = (next((names[key] for key in names if key in user_agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


class SignedIn(NamedTuple):
    """A session of somebody, for them to look at."""

    name: str  # by which they say which one they mean: the key itself would open it
    since: datetime
    seen: datetime
    browser: str
    is_this: bool


def sessions_of(user):
    """[(session, what is in it)] of all sessions of somebody that have not run out."""
    found = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    opened = ((session, session.get_decoded()) for session in found)
    return [(session, data) for session, data in opened if data.get(SESSION_KEY) == str(user.pk)]


def name_of(session_key):
    return salted_hmac("hub.sessions", session_key, algorithm="sha256").hexdigest()


def shown_sessions(request):
    """The sessions of who asks, this one first and then as they were used last."""
    shown = [
        SignedIn(
            name_of(session.session_key),
            *(datetime.fromtimestamp(data.get(key, 0), UTC) for key in (SIGNED_IN, SEEN)),
            data.get(BROWSER, ""),
            session.session_key == request.session.session_key,
        )
        for session, data in sessions_of(request.user)
        if data.get(SIGNED_IN, 0) + settings.SESSION_COOKIE_AGE > time.time()
    ]
    return sorted(shown, key=lambda one: (one.is_this, one.seen), reverse=True)


def end_sessions(user, but=None, name=None):
    """End all sessions of somebody but the one with the key `but`; with a `name`, that one alone. Returns how many."""
    chosen = [
        session.pk
        for session, _data in sessions_of(user)
        if session.session_key != but and name in (None, name_of(session.session_key))
    ]
    return Session.objects.filter(pk__in=chosen).delete()[0]


@receiver(user_logged_in)
def note_when(request, **kwargs):
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())
    request.session[BROWSER] = browser_of(request.META.get("HTTP_USER_AGENT", ""))
