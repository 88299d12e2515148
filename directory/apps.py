from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers and the removals, which need the models."""
        import_module("directory.joining")
        import_module("directory.practice.publication")
        import_module("directory.reporting")
