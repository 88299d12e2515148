"""A person's data: what is held of whoever has an e-mail address, to take away and to erase (UK GDPR, Articles 15, 17).

The table of `restricted` says where addresses, accounts and references are. Besides, an address may stand in any text:
it is searched for in every text column of the database.
"""

import json
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import JSONField, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.search import index
from zipstream import ZipStream

from .accesses import digest_of, note
from .models import User
from .models.accesses import Action
from .models.users import REMOVED
from .restricted import FILES, RESTRICTED, Restricted, delete, forget_in_history

CUT = "[…]"
# So that it is neither the end of another address nor the beginning of one. The letter of a JSON escape is no letter.
BEFORE, BEHIND = r"(?:(?<![\w.%+-])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))", r"(?![\w-]|\.\w)"
WORDS = {"CharField", "TextField", "EmailField", "URLField", "SlugField", "JSONField"}
SECRETS = ("password", "code_digest", "colleague_digest", "digest", "key", "session_key")
SEARCH = "wagtailsearch"  # its tables follow from the others


@dataclass(frozen=True)
class Held:
    """Rows of one kind that are a person's."""

    of: Restricted
    pks: tuple

    @property
    def rows(self):
        return self.of.model._base_manager.filter(pk__in=self.pks)


@dataclass(frozen=True)
class Mention:
    """Rows of a model in whose column `name` an address stands."""

    model: type
    name: str
    pks: tuple

    @property
    def called(self):
        return self.model._meta.verbose_name_plural

    @property
    def column(self):
        return self.model._meta.get_field(self.name).verbose_name


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
        return [Mention(model, name, pks) for model, name in columns() if (pks := self.pks_in(model, name))]

    def pks_in(self, model, name):
        rows = stored(model, name).filter(as_stored__icontains=self.address)
        return tuple(pk for pk, text in rows if self.pattern.search(text))

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


def known_by(text):
    """The Person of an e-mail address or of a reference, as typed."""
    return Person(text) if "@" in text else Sender(text)


def pks_of(model, lookups):
    """The primary keys of rows for which any of {lookup: value} holds."""
    where = reduce(or_, (Q(**{lookup: value}) for lookup, value in lookups.items()))
    return tuple(model._base_manager.filter(where).order_by("pk").values_list("pk", flat=True).distinct())


def columns():
    """(model, name) of every column of the database that holds text, keys aside."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != SEARCH:
            for field in model._meta.local_concrete_fields:
                if field.get_internal_type() in WORDS and not field.primary_key:
                    yield model, field.name


def stored(model, name):
    """(primary key, text as the database holds it) of all rows."""
    rows = model._base_manager.annotate(as_stored=Cast(name, TextField())).order_by()
    return rows.values_list("pk", "as_stored")


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
    return {"id": row.pk} | {name: value for name, value in data["fields"].items() if name not in SECRETS}


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
def erase(person, by, why):
    """Erase a person, for a kind of reason of `accesses.Why`; returns [Mention] of what the database does not let go.

    Their rows go or lose the address, as the table says; their account becomes a removed person, who stays the author
    of what is on record; the address is cut out of every text. What was published for good, such as an edition, stays:
    it is what is returned. Doing it again does no harm. Raises ValidationError where `by` may not.
    """
    person.refuse(by)
    for one in person.held():
        if one.of.erase:
            one.of.erase(one.rows)
    person.close_sessions()
    left = [one for one in person.mentions() if not cut(person, one)]
    note(by, Action.ERASE, "hub.User", person.reference, why)
    return left


def cut(person, mention):
    """Cut the address out of a column; returns whether the database let it."""
    model, name = mention.model, mention.name
    holds_json = model._meta.get_field(name).get_internal_type() == "JSONField"
    try:
        with transaction.atomic():
            for pk, text in stored(model, name).filter(pk__in=mention.pks):
                new = person.pattern.sub(CUT, text)
                value = Value(json.loads(new), JSONField()) if holds_json else Value(new, TextField())
                model._base_manager.filter(pk=pk).update(**{name: value})
    except DatabaseError:
        return False
    if issubclass(model, index.Indexed):
        for row in model._base_manager.filter(pk__in=mention.pks):
            index.insert_or_update_object(row)
    return True


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
