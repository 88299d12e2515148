"""wagtail-localize's view that brings the translations of a page up to date, which keeps silent on what it refused."""

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin import messages
from wagtail_localize.views.update_translations import UpdateTranslationsView

from .translations import translate_draft


class UpdateTranslations(UpdateTranslationsView):
    """Says of each translation that may not be published why it stays a draft. Only pages are translated here."""

    shows = None

    def form_valid(self, form):
        publishes = form.cleaned_data["publish_translations"]
        form.cleaned_data["publish_translations"] = False
        response = super().form_valid(form)
        if translate_draft(self.object):
            messages.info(self.request, "Translators now have the newest draft, which is not published yet.")
        for record in self.object.translations.filter(enabled=True) if publishes else ():
            self.publish(record)
        return response

    def publish(self, record):
        record.save_target(user=self.request.user, publish=False)
        page = record.get_target_instance()
        try:
            with transaction.atomic():
                page.get_latest_revision().publish(user=self.request.user)
        except ValidationError as error:
            why = " ".join(error.messages)
            messages.error(self.request, f"“{page}” ({record.target_locale}) is not published: {why}")
