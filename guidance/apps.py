from importlib import import_module

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "guidance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers, which need the models."""
        import_module("guidance.deletion")
        import_module("guidance.easy_pdf")
        import_module("guidance.publication")
        import_module("guidance.tasks")
