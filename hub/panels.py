"""Panels of the admin's editing forms."""

from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import FieldPanel

from .fields import ManyChoicesField


class ManyChoicesComparison(M2MFieldComparison):
    """What was chosen in one revision and not in another. Wagtail's own comparison of choices holds one value only."""

    def get_items(self):
        return self.field.labels_of(self.val_a), self.field.labels_of(self.val_b)


class FactPanel(FieldPanel):
    """A field with one value or with several, whose revisions can be compared."""

    def get_comparison_class(self):
        return ManyChoicesComparison if isinstance(self.db_field, ManyChoicesField) else super().get_comparison_class()
