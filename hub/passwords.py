"""What is no password here: words that anybody would try first."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Of the hub, its subject and its software, in both languages; without spaces, in lower case.
FIRST_TRIED = (
    *("commonthread", "edefgyffredin", "wagtail", "prison", "carchar", "probation", "socialcare", "gofalcymdeithasol"),
    *("buddy", "peersupport", "editor", "moderator", "admin", "hmpps"),
)
REST = 8  # characters that have to be left beside such words


class NotOurWordsValidator:
    """Refuses a password that is little more than such words."""

    def validate(self, password, user=None):
        left = "".join(password.lower().split())
        for word in FIRST_TRIED:
            left = left.replace(word, "")
        if len(left) < REST:
            raise ValidationError(self.get_help_text(), code="our_words")

    def get_help_text(self):
        return _("Your password can’t be made of words that have to do with this site.")
