"""Recovery codes of which nothing is kept, once they were shown, but slow digests (OWASP ASVS 5.0.0, 6.5.2).

The library keeps what it makes the codes from, so that it could show them again. Here its row keeps digests in their
place: PBKDF2 with a salt, encrypted like the secrets of the other factors, since eight figures are soon guessed.
"""

import secrets

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.crypto import pbkdf2

ITERATIONS = 600_000  # OWASP Password Storage Cheat Sheet, for SHA-256


def digest(code, salt, iterations):
    return pbkdf2(code, salt, iterations).hex()


def keep_digests(row):
    """Keep digests alone of the codes that an Authenticator has left."""
    codes, salt = row.wrap().get_unused_codes(), secrets.token_hex(16)
    encrypted = [get_adapter().encrypt(digest(code, salt, ITERATIONS)) for code in codes]
    viewed = {"viewed_at": row.data["viewed_at"]}
    row.data = {"migrated_codes": encrypted, "salt": salt, "iterations": ITERATIONS} | viewed
    row.save(update_fields=["data"])


@transaction.atomic
def use(user, code):
    """The Authenticator that a recovery code is of, which does not take it again; None where it is of none."""
    rows = Authenticator.objects.select_for_update()
    row = rows.filter(user=user, type=Authenticator.Type.RECOVERY_CODES, data__has_key="salt").first()
    given = row and digest(code, row.data["salt"], row.data["iterations"])
    return row if row and row.wrap().validate_code(given) else None
