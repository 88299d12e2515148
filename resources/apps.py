from importlib import import_module

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers, which need the models."""
        import_module("resources.versions")
