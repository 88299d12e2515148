"""The form in which editors write pages."""

from wagtail.admin.forms import WagtailAdminPageForm


class HubPageForm(WagtailAdminPageForm):
    """Says before publication what would stop it; a draft may be as unfinished as it likes."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and not self.errors:
            for name, value in cleaned.items():
                if name in {field.name for field in self.instance._meta.concrete_fields}:
                    setattr(self.instance, name, value)
            self.instance.check_publication()
        return cleaned
