"""What a harvester asks: the arguments of a verb, checked, as a `Question`; or an `OAIError` of the protocol."""

import datetime
import re
from dataclasses import dataclass, replace

from django.core import signing

VERBS = {
    # verb: (needed, allowed as well, whether it can be resumed)
    "Identify": ((), (), False),
    "ListMetadataFormats": ((), ("identifier",), False),
    "ListSets": ((), (), True),
    "GetRecord": (("identifier", "metadataPrefix"), (), False),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set"), True),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set"), True),
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SECOND = re.compile(rf"{DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z")
SALT = "oai-pmh"


class OAIError(Exception):
    """What the protocol has a code for: `OAIError(code, message)`."""


@dataclass(frozen=True)
class Question:
    """`since` and `before` are moments, the second not within; `after` is (moment, key) of the last record sent."""

    verb: str
    prefix: str = ""
    identifier: str = ""
    set: str = ""
    since: datetime.datetime | None = None
    before: datetime.datetime | None = None
    after: tuple | None = None
    sent: int = 0


def asked(arguments):
    """The question that a QueryDict asks. Raises OAIError."""
    verbs = arguments.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OAIError("badVerb", "Ask with one verb of the protocol.")
    verb = verbs[0]
    needed, allowed, resumes = VERBS[verb]
    given = {name: values for name, values in arguments.lists() if name != "verb"}
    if any(len(values) > 1 for values in given.values()):
        raise OAIError("badArgument", "An argument is repeated.")
    given = {name: values[0] for name, values in given.items()}
    if resumes and "resumptionToken" in given:
        if len(given) > 1:
            raise OAIError("badArgument", "A resumptionToken is asked with alone.")
        return resumed(verb, given["resumptionToken"])
    if set(given) - {*needed, *allowed}:
        raise OAIError("badArgument", "An argument is not one of this verb.")
    if set(needed) - set(given):
        raise OAIError("badArgument", "An argument of this verb is missing.")
    since, before = span(given)
    return Question(
        verb=verb,
        prefix=given.get("metadataPrefix", ""),
        identifier=given.get("identifier", ""),
        set=given.get("set", ""),
        since=since,
        before=before,
    )


def span(given):
    """(the moment from which, the moment before which) records are asked for; None for no limit."""
    dates = {name: given[name] for name in ("from", "until") if name in given}
    forms = {form for form in (DAY, SECOND) for text in dates.values() if form.fullmatch(text)}
    if dates and (len(forms) != 1 or not all(next(iter(forms)).fullmatch(text) for text in dates.values())):
        raise OAIError("badArgument", "Dates are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, both of one kind.")
    try:
        since, until = (moment(dates.get(name)) for name in ("from", "until"))
        step = datetime.timedelta(days=1) if DAY in forms else datetime.timedelta(seconds=1)
        before = until and until + step
    except (ValueError, OverflowError):
        raise OAIError("badArgument", "There is no such date.") from None
    if since and until and since > until:
        raise OAIError("badArgument", "The date from is later than the date until.")
    return since, before


def moment(text):
    return datetime.datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=datetime.UTC) if text else None


def token(question, after, sent):
    """A resumptionToken for what follows `after`. It is signed and nothing is kept: it holds as long as the key."""
    told = [
        question.verb,
        question.prefix,
        question.set,
        question.since and question.since.isoformat(),
        question.before and question.before.isoformat(),
        after[0].isoformat(),
        after[1],
        sent,
    ]
    return signing.dumps(told, salt=SALT, compress=True)


def resumed(verb, text):
    try:
        told = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        raise OAIError("badResumptionToken", "This is no token that was given here.") from None
    asked_with, prefix, set_, *moments, key, sent = told
    if asked_with != verb:
        raise OAIError("badResumptionToken", "The token is of another verb.")
    since, before, at = (datetime.datetime.fromisoformat(one) if one else None for one in moments)
    return replace(Question(verb, prefix, "", set_, since, before), after=(at, key), sent=sent)
