from importlib import import_module

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers, which need the models."""
        import_module("home.naming")
        import_module("home.old_addresses")
        import_module("home.purged")
        import_module("home.updates.events")
        import_module("home.pack.taking_back")
        import_module("home.reading_pages")
