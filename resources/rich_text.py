"""A voice quoted inside stored rich text: a reference that is resolved when it is read."""

from django.template.loader import render_to_string
from wagtail.rich_text import EmbedHandler

from .models import VoicePage


class VoiceEmbedHandler(EmbedHandler):
    """`<embed embedtype="voice" id="…">`: the words and credit of a voice, or that it was withdrawn.

    It is withdrawn too from what leaves by a channel that the person did not agree to.
    """

    identifier = "voice"

    @staticmethod
    def get_model():
        return VoicePage

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        keys = dict(
            VoicePage.objects.filter(pk__in=[attrs["id"] for attrs in attrs_list]).values_list("pk", "translation_key")
        )
        readable = VoicePage.objects.filter(translation_key__in=keys.values()).quotable().for_language()
        voices = {voice.translation_key: voice for voice in readable}
        found = [voices.get(keys.get(int(attrs["id"]))) for attrs in attrs_list]
        return [render_to_string("components/quoted_voice.html", {"voice": voice}) for voice in found]
