from django.db.models import Q
from django.utils import timezone

from resources.evidence import CONFIRMED_EVERY


class Confirmed:
    """What its prison says is so, and confirms every year. `confirmed_on` is the day on which it last did, or null."""

    @property
    def last_confirmed(self):
        return self.confirmed_on

    @property
    def confirm_by(self):
        """The day by which its prison has to confirm it again; None before it is published."""
        return self.last_confirmed and self.last_confirmed + CONFIRMED_EVERY

    @property
    def is_stale(self):
        """Whether it should have been confirmed by now."""
        return bool(self.confirm_by) and self.confirm_by < timezone.localdate()

    def confirm(self, day=None):
        """Store that its prison confirms it on `day` (default: today), in every language, and nothing else.

        Nothing is published by it. Returns whether this is news: a second press on the same day is none.
        """
        day = day or timezone.localdate()
        earlier = Q(confirmed_on=None) | Q(confirmed_on__lt=day)
        return bool(self.rated_rows().filter(earlier).update(confirmed_on=day))

    def with_content_json(self, content):
        """As it was in a revision, but a draft from before does not undo what its prison has confirmed since."""
        row = super().with_content_json(content)
        row.confirmed_on = max(filter(None, (row.confirmed_on, self.confirmed_on)), default=None)
        return row
