"""Sessions in the database that end `SESSION_HOURS` after somebody signed in; in the admin sooner, if they are idle."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.dispatch import receiver

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
SEEN_EVERY = 300  # seconds: not each request writes when somebody was seen


class SessionStore(db.SessionStore):
    def load(self):
        data = super().load()
        if SIGNED_IN in data and data[SIGNED_IN] + settings.SESSION_COOKIE_AGE < time.time():
            self.delete()
            self._session_key = None
            return {}
        return data


def end_if_idle(request):
    """Sign somebody out who was not seen for `SESSION_IDLE` seconds; otherwise note that they were."""
    now = int(time.time())
    idle = now - request.session.get(SEEN, 0)
    if idle > settings.SESSION_IDLE:
        logout(request)
    elif idle > SEEN_EVERY:
        request.session[SEEN] = now


def end_sessions(user, but=None):
    """End all sessions of somebody except the one with the key `but`."""
    for session in Session.objects.exclude(session_key=but).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


@receiver(user_logged_in)
def note_when(request, **kwargs):
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())
