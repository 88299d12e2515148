"""Panels of the admin's editing forms."""

from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import FieldPanel, Panel

from .fields import ManyChoicesField
from .reading import passages_of, read
from .reading.rules import TARGET_AGE


class ManyChoicesComparison(M2MFieldComparison):
    """What was chosen in one revision and not in another. Wagtail's own comparison of choices holds one value only."""

    def get_items(self):
        return self.field.labels_of(self.val_a), self.field.labels_of(self.val_b)


class FactPanel(FieldPanel):
    """A field with one value or with several, whose revisions can be compared."""

    def get_comparison_class(self):
        return ManyChoicesComparison if isinstance(self.db_field, ManyChoicesField) else super().get_comparison_class()


class ReadingPanel(Panel):
    """What in the saved page may be hard for readers."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hub/admin/reading_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            page = self.instance
            reading = read(passages_of(page), page.locale.language_code)
            return super().get_context_data(parent_context) | {"reading": reading, "target": TARGET_AGE}
