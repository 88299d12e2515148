"""A person's data: what is held of whoever has an e-mail address, to take away and to erase (UK GDPR, Articles 15, 17).

The table of `restricted` says where addresses, accounts and references are. Besides, an address may stand in any text:
it is searched for in every text column of the database (hub/mentions.py), and so is the name (hub/names.py).
"""

import json
import re
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from zipstream import ZipStream

from .accesses import note
from .caches import clear_of
from .mentions import cut, mentions
from .models import User
from .models.accesses import Action
from .models.users import REMOVED
from .names import SHORTEST, cut_names
from .restricted import FILES, RESTRICTED, Restricted, delete, forget_in_history
from .security_log import digest_of

# So that it is neither the end of another address nor the beginning of one. The letter of a JSON escape is no letter.
BEFORE, BEHIND = r"(?:(?<![\w.%+-])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))", r"(?![\w-]|\.\w)"
SECRETS = {"password", "code_digest", "colleague_digest", "digest", "key", "session_key", "mfa.Authenticator.data"}


@dataclass(frozen=True)
class Held:
    """Rows of one kind that are a person's."""

    of: Restricted
    pks: tuple

    @property
    def rows(self):
        return self.of.model._base_manager.filter(pk__in=self.pks)


class Person:
    """Whoever has an e-mail address, with the account that it opens, where there is one."""

    def __init__(self, address):
        self.address = address.strip().lower()
        self.account = User.objects.filter(email__iexact=self.address).first()
        self.pattern = re.compile(rf"{BEFORE}{re.escape(self.address)}{BEHIND}", re.IGNORECASE)

    @property
    def reference(self):
        """What the log calls them: it can be told from the address, and the address not from it."""
        return digest_of(self.address)

    def held(self):
        """[Held]: the rows that the table says are theirs."""
        found = ((row, self.lookups(row)) for row in RESTRICTED.values())
        held = (Held(row, pks_of(row.model, lookups)) for row, lookups in found if lookups)
        return [one for one in held if one.pks]

    def lookups(self, row):
        """{lookup: value}, any of which makes a row of the table's `row` theirs."""
        by_account = dict.fromkeys(row.account, self.account.pk) if self.account else {}
        return by_account | ({f"{row.email}__iexact": self.address} if row.email else {})

    def mentions(self):
        """[Mention]: every column of every table in which the address stands, in whatever text."""
        return mentions(self.pattern, self.address)

    def names(self):
        """The names that are known: of the account, and those that were given with what was sent."""
        known = [self.account.get_full_name()] if self.account else []
        for one in self.held():
            if one.of.name:
                known += one.rows.values_list(one.of.name, flat=True)
        return list(dict.fromkeys(name for name in map(one_line, known) if len(name) >= SHORTEST))

    def close_sessions(self):
        """End the sessions of the account, and those in which a code was asked for with the address."""
        for session in Session.objects.iterator():
            data = session.get_decoded()
            of_account = self.account and data.get("_auth_user_id") == str(self.account.pk)
            if of_account or self.pattern.search(json.dumps(data, default=str)):
                session.delete()

    def refuse(self, by):
        """Raise ValidationError where the account must not be erased by the user `by`."""
        if self.account and self.account == by:
            raise ValidationError("This is your own account. Ask somebody else to erase it.")
        if self.account and self.account.is_superuser:
            raise ValidationError("This is an administrator’s account. Take that right away first.")


class Sender(Person):
    """Whoever was given a reference for what they sent without an account, such as "C-7K2Q9MXT"."""

    account = None

    def __init__(self, reference):
        self.address = reference.strip().upper()

    @property
    def reference(self):
        return self.address

    def lookups(self, row):
        return {row.receipt: self.address} if row.receipt else {}

    def mentions(self):
        return []

    def close_sessions(self):
        """They were not signed in."""


def one_line(text):
    return " ".join(text.split())


def known_by(text):
    """The Person of an e-mail address or of a reference, as typed."""
    return Person(text) if "@" in text else Sender(text)


def pks_of(model, lookups):
    """The primary keys of rows for which any of {lookup: value} holds."""
    where = reduce(or_, (Q(**{lookup: value}) for lookup, value in lookups.items()))
    return tuple(model._base_manager.filter(where).order_by("pk").values_list("pk", flat=True).distinct())


# Export


def export(person, by):
    """A ZIP, as an iterable of bytes, of all that is held: `data.json` and, below `files/`, each file. It is logged."""
    note(by, Action.EXPORT, "hub.User", person.reference)
    held = person.held()
    data = {
        "of": person.address,
        "made_at": timezone.now(),
        "held": {one.of.label: [as_data(row) for row in one.rows] for one in held},
        "mentioned_in": [
            {"model": one.model._meta.label, "field": one.name, "rows": one.pks} for one in person.mentions()
        ],
    }
    archive = ZipStream()
    archive.add(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode(), "data.json")
    for file in files_of(held):
        archive.add(chunks(file), f"files/{file.name}")
    return archive


def chunks(file):
    with file.storage.open(file.name) as source:
        yield from source.chunks()


def as_data(row):
    """{field: value} of a row, without what would open something."""
    [data] = serializers.serialize("python", [row])
    return {"id": row.pk} | {
        name: value for name, value in data["fields"].items() if not {name, f"{row._meta.label}.{name}"} & SECRETS
    }


def files_of(held):
    """All files of rows, where they are there."""
    for one in held:
        names = [field.name for field in one.of.model._meta.fields if field.get_internal_type() in FILES]
        for row in one.rows if names else ():
            for file in filter(None, (getattr(row, name) for name in names)):
                if file.storage.exists(file.name):
                    yield file


# Erasure


@transaction.atomic
def erase(person, by, why, names=(), chosen=()):
    """Erase a person, for a kind of reason of `accesses.Why`; returns [Mention] of what the database does not let go.

    Their rows go or lose the address, as the table says; their account becomes a removed person, who stays the author
    of what is on record; the address is cut out of every text, and `names` out of the [Place] that are `chosen`. What
    was published for good, such as an edition, stays: it is what is returned. Then caches are emptied. Doing it again
    does no harm. Raises ValidationError where `by` may not.
    """
    person.refuse(by)
    changed = cut_names(names, chosen)
    for one in person.held():
        if one.of.erase:
            one.of.erase(one.rows)
    person.close_sessions()
    found = person.mentions()
    left = [one for one in found if not cut(person.pattern, one)]
    note(by, Action.ERASE, "hub.User", person.reference, why)
    rows = [row for one in (*changed, *found) for row in one.model._base_manager.filter(pk__in=one.pks)]
    transaction.on_commit(partial(clear_of, rows))
    return left


def removed_address(pk):
    return f"removed-{pk}{REMOVED}"


def remove_accounts(rows):
    """Make each account a removed person: no name, no address, no rights, no way in. What they did stays theirs."""
    for user in rows:
        for row in RESTRICTED.values():
            if row.goes_with == "hub.User":
                delete(row.model._base_manager.filter(**{row.account[0]: user.pk}))
        user.email, user.first_name, user.last_name = removed_address(user.pk), "", ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.last_login = None
        user.set_unusable_password()
        user.save()
        user.groups.clear()
        user.user_permissions.clear()
        forget_in_history(User, [user.pk])
