import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

# Crockford's base 32: no letter that reads as another. Sixteen of them are 80 bits, which nobody guesses.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16


class Respondent(models.TextChoices):
    """Who is answering. People in prison are counted as such, whoever typed their answer in."""

    RECIPIENT = "recipient", _("I am in prison and receive support")
    BUDDY = "buddy", _("I am in prison and I am a buddy")
    IN_PRISON = "in_prison", _("I am in prison, neither of these")
    LEFT_PRISON = "left_prison", _("I have left prison")
    FAMILY = "family", _("I am a relative or friend of someone in prison")
    PRISON_STAFF = "prison_staff", _("I work in a prison")
    CARE_STAFF = "care_staff", _("I work in social care or health")
    AUTHORITY = "authority", _("We are a local authority or health body")
    PRISON = "prison", _("We are a prison or run prisons")
    CHARITY = "charity", _("We are a charity or a community group")
    RESEARCHER = "researcher", _("I do research")
    OTHER = "other", _("Someone else")


PEOPLE_IN_PRISON = (Respondent.RECIPIENT, Respondent.BUDDY, Respondent.IN_PRISON)


class Channel(models.TextChoices):
    ONLINE = "online", _("Online")
    POST = "post", _("By post")
    EMAIL = "email", _("By e-mail")


class Publish(models.TextChoices):
    """What may be done with an answer in public."""

    NAMED = "named", _("Publish it, with the name of our organisation")
    ANONYMOUS = "anonymous", _("Publish it, but not who I am")
    NO = "no", _("Read it, but do not publish it")


class Decision(models.TextChoices):
    ACCEPT = "accept", _("Accepted")
    PART = "part", _("Accepted in part")
    NO = "no", _("Not accepted")


class View(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNSURE = "unsure", _("I do not know")


class Question(Orderable):
    """A question of a consultation, in both languages. `offers_view` adds yes, partly, no and do not know."""

    consultation = ParentalKey("guidance.Consultation", on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    text_cy = models.CharField(_("question in Welsh"), max_length=300)
    offers_view = models.BooleanField(_("offer yes, partly, no, do not know"), default=True)

    panels = ["text", "text_cy", "offers_view"]

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.text


def plain(code):
    """A code as typed without what does not matter: capitals, spaces, hyphens, and whether O is 0 or I and L are 1."""
    return code.upper().translate(str.maketrans("OIL", "011", " -"))


def grouped(code):
    """A code as it is shown, in groups of four: "7K2Q-9MXT-…"."""
    letters = plain(code)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def digest(code):
    """SHA-256, in hexadecimal, of a code as typed."""
    return hashlib.sha256(plain(code).encode()).hexdigest()


def new_code():
    """A new secret code, in groups of four."""
    return grouped("".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)))


def new_reference():
    """A receipt's reference such as "C-7K2Q9MXT": says nothing about who or how many."""
    return "C-" + "".join(secrets.choice(ALPHABET) for _n in range(8))


class ResponseQuerySet(models.QuerySet):
    def submitted(self):
        return self.filter(submitted_at__isnull=False)


class Response(models.Model):
    """What one person, or one organisation, has to say in a consultation. Never public, never searched.

    Only digests of the two codes are kept: `code` opens and submits the response, `colleague_code` lets
    colleagues add comments to an organisation's response without submitting it.
    """

    wagtail_reference_index_ignore = True

    consultation = models.ForeignKey(
        "guidance.Consultation", verbose_name=_("consultation"), on_delete=models.PROTECT, related_name="responses"
    )
    reference = models.CharField(_("reference"), max_length=12, unique=True, default=new_reference, editable=False)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    colleague_digest = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    channel = models.CharField(_("came"), max_length=6, choices=Channel, default=Channel.ONLINE)
    respondent = models.CharField(_("who is answering"), max_length=12, choices=Respondent, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    publish = models.CharField(_("may we publish it"), max_length=9, choices=Publish, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, editable=False)
    keyed_by = models.ForeignKey(
        "hub.User",
        verbose_name=_("keyed in by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-submitted_at", "-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["colleague_digest"], condition=~models.Q(colleague_digest=""), name="colleague_code_is_unique"
            )
        ]

    def __str__(self):
        return self.reference

    @property
    def is_from_prison(self):
        return self.respondent in PEOPLE_IN_PRISON


class Comment(models.Model):
    """One answer or remark of a response: on a question, on a clause (`anchor`), or on the whole document.

    `text` is what was sent and never changes after that; `redacted_text`, with its reason, is what others may read
    where something had to be taken out. `revision` counts saves, so that two tabs do not overwrite each other.
    """

    wagtail_reference_index_ignore = True

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    question = models.ForeignKey(
        Question, verbose_name=_("question"), null=True, on_delete=models.PROTECT, related_name="comments"
    )
    anchor = models.CharField(_("clause"), max_length=12, blank=True)
    label = models.CharField(_("about"), max_length=120, blank=True)
    view = models.CharField(_("view"), max_length=6, choices=View, blank=True)
    text = models.TextField(_("comment"), blank=True)
    author = models.CharField(_("written by"), max_length=80, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    redacted_text = models.TextField(_("text with parts taken out"), blank=True)
    redaction_reason = models.CharField(_("why parts were taken out"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision, blank=True)
    reason = models.TextField(_("reason for the decision"), blank=True)
    reason_cy = models.TextField(_("reason for the decision, in Welsh"), blank=True)
    summary = models.TextField(_("what was said, in our words"), blank=True)
    summary_cy = models.TextField(_("what was said, in our words, in Welsh"), blank=True)
    changed_in = models.ForeignKey(
        "guidance.Edition",
        verbose_name=_("changed in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The English edition that took the comment up."),
    )
    changed_anchor = models.CharField(_("changed clause"), max_length=12, blank=True)
    decided_by = models.ForeignKey("hub.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["response", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(redacted_text="") | ~models.Q(redaction_reason=""),
                name="comment_redacted_with_a_reason",
                violation_error_message=_("Say why parts were taken out."),
            ),
            models.CheckConstraint(
                condition=models.Q(decision="") | ~models.Q(reason=""),
                name="comment_decided_with_a_reason",
                violation_error_message=_("Give the reason for the decision."),
            ),
            models.CheckConstraint(
                condition=models.Q(changed_anchor="") | models.Q(changed_in__isnull=False),
                name="comment_changed_a_clause_in_an_edition",
                violation_error_message=_("Choose the edition in which this clause changed."),
            ),
        ]

    def __str__(self):
        return f"{self.response}: {self.label or self.question or _('the whole document')}"

    @property
    def readable_text(self):
        """The text that others than its author and the editors may read."""
        return self.redacted_text or self.text
