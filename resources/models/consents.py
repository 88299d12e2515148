"""What a person agreed to about their words, and the one rule that follows from it (UK GDPR, Articles 7, 9 and 10)."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from hub.fields import ManyChoicesField, holds
from hub.languages import LANGUAGES, language_of
from hub.reach import Channel, reach_changed

from .ratings import person

# To find somebody who may have been moved or released, and to ask them, takes time.
ASK_BEFORE = datetime.timedelta(days=30)


class Attribution(models.TextChoices):
    """How a speaker is named, from most to least telling."""

    FIRST_NAME = "first_name", _("First name, as the person asked")
    PSEUDONYM = "pseudonym", _("Name changed")
    ROLE_ONLY = "role_only", _("Role only")
    ANONYMOUS = "anonymous", _("Anonymous")


class Asked(models.TextChoices):
    ALOUD = "aloud", _("Read aloud and talked through")
    WRITTEN = "written", _("In writing")
    EASY_READ = "easy_read", _("In Easy Read")
    LARGE_PRINT = "large_print", _("In large print")
    INTERPRETED = "interpreted", _("Through an interpreter")


class WithdrawnBy(models.TextChoices):
    SPEAKER = "speaker", _("The person who spoke")
    REPRESENTATIVE = "representative", _("A relative or somebody acting for them")
    PRISON = "prison", _("The prison")
    SOLICITOR = "solicitor", _("A solicitor")
    EDITORS = "editors", _("The editors")


class Why(models.TextChoices):
    """The kind of reason. What exactly it was is written nowhere."""

    NOT_SAID = "not_said", _("No reason given, and none is needed")
    MIND = "mind", _("They changed their mind")
    SAFETY = "safety", _("Their safety, or that of others")
    FOUND_OUT = "found_out", _("They could be recognised")
    CIRCUMSTANCES = "circumstances", _("Their circumstances have changed")
    EXPIRED = "expired", _("It ran out and was not renewed")


class ConsentQuerySet(models.QuerySet):
    def valid(self, day=None):
        """Those that hold on `day` (default: today). The last day belongs to it."""
        day = day or timezone.localdate()
        return self.filter(withdrawn_at=None, given_on__lte=day, expires_on__gte=day)

    def covering(self, *channels):
        for channel in channels:
            self = self.filter(holds("covers", channel))
        return self

    def expired(self, day=None):
        return self.filter(withdrawn_at=None, expires_on__lt=day or timezone.localdate())

    def due(self, day=None):
        """Those to ask about again on `day` (default: today): their review has come, or they run out within a month."""
        day = day or timezone.localdate()
        soon = Q(expires_on__lte=day + ASK_BEFORE) | Q(review_on__lte=day)
        return self.filter(soon, withdrawn_at=None)

    def unfinished(self):
        """Withdrawn, but something is still there to remove."""
        return self.filter(withdrawn_at__isnull=False, removed_at=None)


class Consent(models.Model):
    """What one person agreed to about one voice, in all its languages. Restricted: never public, never searched.

    It names no speaker and is tied to the voice by its translation key, so that it outlives the page: it is kept
    to show that the words were used rightly, and withdrawn when it was asked.
    """

    wagtail_reference_index_ignore = True

    voice = models.UUIDField(_("voice"), unique=True, help_text=_("One record for a voice, in all its languages."))
    asked_by = models.CharField(_("who asked"), max_length=120, help_text=_("By role, such as: scheme lead. No name."))
    asked_in = models.CharField(
        _("language in which they were asked"), max_length=60, help_text=_("Such as English, Welsh, Polish or BSL.")
    )
    asked_how = ManyChoicesField(_("how they were asked"), choices=Asked, blank=False)
    spoken_in = models.CharField(
        _("language of their words"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=LANGUAGES[0],
        help_text=_("The page in the other language is a translation and needs consent to that."),
    )
    understood = models.BooleanField(
        _("they understood it, and were told that saying no changes nothing for them"), default=False
    )
    covers = ManyChoicesField(_("what they agreed to"), choices=Channel, blank=False)
    attribution = models.CharField(
        _("how they may be named, at most"), max_length=12, choices=Attribution, default=Attribution.ROLE_ONLY
    )
    how_to_withdraw = models.TextField(
        _("how they can withdraw"), max_length=600, help_text=_("What they were told: whom to ask, and by which way.")
    )
    kept_at = models.CharField(
        _("where the signed form is"), max_length=160, blank=True, help_text=_("A reference. No name.")
    )
    given_on = models.DateField(_("given on"), help_text=_("Or, if it was renewed, the day they last said yes."))
    review_on = models.DateField(_("ask again by"), null=True, blank=True, help_text=_("At release at the latest."))
    expires_on = models.DateField(
        _("runs out after"), help_text=_("At most 24 months ahead. Then the words go, unless it was renewed.")
    )

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.CharField(
        _("who withdrew it"), max_length=14, choices=WithdrawnBy, blank=True, editable=False
    )
    why = models.CharField(_("kind of reason"), max_length=13, choices=Why, blank=True, editable=False)
    recorded_by = person(_("recorded by"))
    facts = models.JSONField(default=dict, editable=False)  # primary keys of what held the words: `hub.reach.Withdrawn`
    removed = models.JSONField(default=dict, editable=False)  # code of each removal that is done: when
    removed_at = models.DateTimeField(_("removed everywhere at"), null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = [F("withdrawn_at").asc(nulls_first=True), "expires_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("given_on")),
                name="consent_runs_out_after_it_was_given",
                violation_error_message=_("It cannot run out before it was given."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(why=""),
                name="consent_is_withdrawn_by_somebody_for_a_kind_of_reason",
            ),
        ]

    def __str__(self):
        """Its number. A title would stay in the history of the record after the voice is gone."""
        return f"C-{self.pk}"

    def clean(self):
        if self.given_on and self.expires_on and self.expires_on > two_years_after(self.given_on):
            raise ValidationError({"expires_on": _("Consent lasts for 24 months at most, then ask again.")})
        if not self.understood:
            raise ValidationError({"understood": _("Without this it is no consent.")})

    @property
    def state(self):
        """In a word or two, for editors."""
        if self.withdrawn_at:
            return _("Withdrawn, all removed") if self.removed_at else _("Withdrawn, being removed")
        if self.expires_on < timezone.localdate():
            return _("Run out")
        return _("In force") if self.given_on <= timezone.localdate() else _("Not yet in force")

    @transaction.atomic
    def withdraw(self, by, why, *, user=None, at=None):
        """Withdraw it: from now on nobody reads the voice. `resources.withdrawal` then removes it everywhere.

        Raises ValidationError where it is withdrawn already.
        """
        values = {"withdrawn_at": at or timezone.now(), "withdrawn_by": by, "why": why}
        if not Consent.objects.filter(pk=self.pk, withdrawn_at=None).update(**values):
            raise ValidationError(_("It has been withdrawn already."))
        for name, value in values.items():
            setattr(self, name, value)
        log(self, "resources.withdraw_consent", user=user, data={"by": by, "why": why})


def two_years_after(day):
    """The same day two years on; of 29 February, the 28th."""
    return day.replace(year=day.year + 2, day=28 if (day.month, day.day) == (2, 29) else day.day)


def covered(*channels, day=None):
    """The condition on rows of VoicePage that a valid consent covers all of `channels`; the one rule of the hub.

    A page in another language than the person spoke is a translation and needs consent to that as well.
    """
    agreed = Consent.objects.valid(day).covering(*channels).filter(voice=OuterRef("translation_key"))
    own = Q(spoken_in=OuterRef("locale__language_code"))
    return models.Exists(agreed.filter(own | holds("covers", Channel.TRANSLATION)).order_by())


def check_consent(page):
    """Raise ValidationError, in words for the editor, where `page`, a voice, may not be published."""
    consent = Consent.objects.filter(voice=page.translation_key).first()
    if consent is None:
        raise ValidationError(
            _("There is no record of consent for this voice yet. Save it as a draft until there is one.")
        )
    if consent.withdrawn_at:
        raise ValidationError(_("The person has withdrawn their consent. This voice cannot be published again."))
    if not Consent.objects.valid().filter(pk=consent.pk).exists():
        raise ValidationError(_("Consent to this voice is not in force today. Ask the person again, then renew it."))
    if Channel.WEB not in consent.covers:
        raise ValidationError(_("The person did not agree to a page on this site."))
    if consent.spoken_in != language_of(page.locale_id) and Channel.TRANSLATION not in consent.covers:
        raise ValidationError(_("The person did not agree to a translation of their words."))
    order = list(Attribution.values)
    if page.attribution in order and order.index(page.attribution) < order.index(consent.attribution):
        raise ValidationError(
            {"attribution": _("The person agreed to less: “%(most)s”.") % {"most": consent.get_attribution_display()}}
        )


def announce(consent, before):
    """Tell those who keep copies that a consent now covers other channels than `before`, or another time."""
    if before != reach_of(consent):
        voices = consent._meta.apps.get_model("resources", "VoicePage")
        pages = voices.objects.filter(translation_key=consent.voice)
        reach_changed.send(Consent, pages=pages)


def reach_of(consent):
    return sorted(consent.covers), consent.given_on, consent.expires_on, consent.spoken_in
