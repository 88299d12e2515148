"""What must not reach a log or a report of an error: codes, and words that people typed or the hub holds."""

import datetime
import json
import logging
import re
import traceback
from contextvars import ContextVar

from django.conf import settings
from django.views.debug import ExceptionReporter

CODE = re.compile(r"(/respond/|/updates/mail/|/preview/|/password_reset/confirm/[^/\s]+/)[^/\s?\"']+")
EMAIL = re.compile(r"[^\s/@<>\"'“”(),;:=?&]+(?:@|%40)[^\s/@<>\"'“”(),;:=?&]+")
HIDDEN = "(hidden)"
NO_REQUEST = "-"
# By which each line of a request is found (hub/request_log.py).
request_id = ContextVar("request_id", default=NO_REQUEST)
# What a record may say besides its message; all of it is ours, none of it typed.
SAID = ("method", "route", "status", "milliseconds", "kept")


class WithoutCodes(logging.Filter):
    """Cuts codes that open something out of the addresses that a message names, and e-mail addresses out of it.

    The record gets the id of the request that it belongs to.
    """

    def filter(self, record):
        record.msg, record.args = EMAIL.sub("…@…", CODE.sub(r"\1…", record.getMessage())), ()
        # Django says that there is no such page after the last of the hub's own code has gone.
        of_its_request = getattr(getattr(record, "request", None), "request_id", NO_REQUEST)
        record.request_id = of_its_request if request_id.get() == NO_REQUEST else request_id.get()
        return True


def causes(error):
    """The chain of exceptions that led to one, first cause first, and itself."""
    chain = []
    while error and error not in chain:
        chain.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


class WithoutWords(logging.Formatter):
    """Writes of an exception where it came from and of which type it is. Its message may quote what was typed.

    A database, for one, quotes the row that it refuses.
    """

    def format(self, record):
        """Without what another formatter may have left on the record."""
        left, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = left

    def formatException(self, info):
        parts = []
        for error in causes(info[1]):
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            parts += [*traceback.format_tb(error.__traceback__), f"{name}: {HIDDEN}\n"]
        return "".join(parts).rstrip()


class AsJSON(WithoutWords):
    """One object of JSON on one line for each record: what is said is what `WithoutWords` says."""

    def format(self, record):
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        found = getattr(record, "request_id", NO_REQUEST)
        line |= {"request_id": found} if found != NO_REQUEST else {}
        line |= {name: getattr(record, name) for name in SAID if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Reporter(ExceptionReporter):
    """A report of an error, such as a mail to administrators, with nothing of what anybody typed, sent or is.

    Left are the place in the code, the type of the exception and the software; the message that it comes with names
    the address. With `DEBUG`, on a developer's own machine, everything is there.
    """

    def get_traceback_data(self):
        data = super().get_traceback_data()
        if settings.DEBUG:
            return data
        for frame in data["frames"]:
            frame["vars"] = []
            frame["exc_cause"] = type(frame["exc_cause"]).__name__ if frame.get("exc_cause") else None
        nothing = ("request", "request_meta", "user_str", "unicode_hint", "exception_notes", "template_info")
        return data | dict.fromkeys(nothing) | {"exception_value": HIDDEN}
