from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HubConfig(AppConfig):
    name = "hub"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect the receivers, and fill the tables of what is restricted and of what waits, which need the models."""
        import_module("hub.generation")
        import_module("hub.pictures")
        import_module("hub.translations")
        import_module("hub.second_factor")
        import_module("hub.security_log")
        autodiscover_modules("restricted", "waiting")
