"""What must not reach a log or a report of an error: codes, and words that people typed or the hub holds."""

import logging
import re
import traceback

from django.conf import settings
from django.views.debug import ExceptionReporter

CODE = re.compile(r"(/respond/|/updates/mail/)[^/\s?\"']+")
HIDDEN = "(hidden)"


class WithoutCodes(logging.Filter):
    """Cuts the code of a response to a consultation, or of a subscription, out of what names its address."""

    def filter(self, record):
        record.msg, record.args = CODE.sub(r"\1…", record.getMessage()), ()
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
