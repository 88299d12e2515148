from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REMOVED = "@removed.invalid"  # RFC 2606: no mail ever goes there


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Create a user who signs in with `email`, kept in lower case.

        Raises ValueError when `email` is empty.
        """
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in, by email address: editor, reviewer or a prison's contributor."""

    username = None
    email = models.EmailField(_("email address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_whatever_its_case",
                violation_error_message=_("A user with this email address exists already."),
            )
        ]

    def __str__(self):
        return self.get_full_name() if self.is_removed else self.email

    @property
    def is_removed(self):
        """Whether the person was erased: what they did stays, and who they were is known no more."""
        return self.email.endswith(REMOVED)

    def get_full_name(self):
        return gettext("removed person") if self.is_removed else super().get_full_name()

    def clean(self):
        super().clean()
        self.email = self.email.lower()
