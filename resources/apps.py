from importlib import import_module

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers, and say how voices are removed and that nobody reads one without consent."""
        import_module("resources.versions")
        import_module("resources.withdrawal")
