from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory.practice.questions import ASKED, GROUP, TEXTS, SubmitterRole
from directory.practice.states import ACTS_NEXT, WITH_EDITORS, WRITABLE, Role, State, Verb

# Crockford's base 32: no letter that reads as another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference():
    """A reference such as "S-7K2Q9MXT": says nothing about who or how many."""
    return f"S-{get_random_string(8, ALPHABET)}"


class Channel(models.TextChoices):
    ONLINE = "online", _("Online")
    PAPER = "paper", _("On paper")
    TABLE = "table", _("In a table")


class SubmissionQuerySet(models.QuerySet):
    def with_editors(self):
        """What editors may read: never what a prison is still writing for the first time or has withdrawn."""
        return self.filter(state__in=WITH_EDITORS)

    def with_since(self):
        """Annotate `since`: when each came into its state."""
        last = Transition.objects.filter(submission=models.OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(since=Coalesce(models.Subquery(last.values("at")[:1]), "created_at"))


class Submission(models.Model):
    """A practice example on its way in. Restricted: personal data may be in it, and none of it leaves but `cleaned`.

    The answers are what was sent and are never edited by others than the prison's team; `cleaned` is the editors' own
    wording of each. `revisions` counts the saves of each group of questions, so that two tabs do not overwrite each
    other. `writers` are all who wrote in it: they neither sign it off nor decide on it.
    """

    wagtail_reference_index_ignore = True

    reference = models.CharField(_("reference"), max_length=10, unique=True, default=new_reference, editable=False)
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.PROTECT, related_name="submissions"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)  # when the prison's team last wrote in it
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    channel = models.CharField(_("how it came"), max_length=6, choices=Channel, default=Channel.ONLINE, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    # Says which form or row made it, so that a second click makes no second one.
    once = models.CharField(max_length=64, unique=True, editable=False)

    title = models.CharField(_("name of the practice"), max_length=120, blank=True)
    started = models.CharField(_("started"), max_length=60, blank=True)
    role = models.CharField(_("where the submitter works"), max_length=7, choices=SubmitterRole, blank=True)
    recommendations = models.ManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="+",
    )
    context = models.TextField(_("context"), blank=True)
    need = models.TextField(_("need"), blank=True)
    what_we_did = models.TextField(_("what we did"), blank=True)
    staffing = models.TextField(_("staffing"), blank=True)
    cost = models.TextField(_("cost"), blank=True)
    involved = models.TextField(_("how people in prison were involved"), blank=True)
    results = models.TextField(_("results"), blank=True)
    did_not_work = models.TextField(_("what did not work"), blank=True)
    risks = models.TextField(_("risks"), blank=True)
    learning = models.TextField(_("learning"), blank=True)
    consent = models.TextField(_("consent"), blank=True)
    interests = models.TextField(_("conflict of interest"), blank=True)

    revisions = models.JSONField(default=dict, editable=False)
    cleaned = models.JSONField(default=dict, editable=False)
    cleaned_revision = models.PositiveIntegerField(default=0, editable=False)
    case_study = models.OneToOneField(
        "resources.CaseStudyPage", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice example sent in")
        verbose_name_plural = _("practice examples sent in")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.reference}: {self.title}" if self.title else self.reference

    @property
    def texts(self):
        """{name: text} of all that was written in words, as the check for identifying detail reads it."""
        return {name: getattr(self, name) for name in ["title", "started", *TEXTS]}

    @property
    def version(self):
        """Goes up with every save of an answer: what somebody has read is of one version."""
        return sum(self.revisions.values())

    @property
    def is_writable(self):
        return self.state in WRITABLE

    @property
    def acts_next(self):
        return ACTS_NEXT[State(self.state)]

    @cached_property
    def history(self):
        """Its transitions, oldest first."""
        return list(self.transitions.all())

    @property
    def state_since(self):
        return self.history[-1].at if self.history else self.created_at

    @property
    def days_in_state(self):
        """For how many days nothing has moved: what the status page and the queue say of waiting."""
        return (timezone.now() - self.state_since).days

    @property
    def thread(self):
        """Messages and the transitions that give a reason, oldest first."""
        said = [row for row in self.history if row.reason and row.verb != Verb.SIGN_OFF]
        return sorted([*said, *self.messages.all()], key=lambda row: row.at)

    def revision_of(self, slug):
        return self.revisions.get(slug, 0)

    def is_done(self, slug):
        """Whether all that is needed of a group of questions is answered, with no more words than there is room for."""
        return not any(group.slug == slug for group, question in self.obstacles)

    @property
    def obstacles(self):
        """[(group, question)] of what keeps it from being sent: not answered, or too long."""
        return [*self.missing, *self.too_long]

    @property
    def missing(self):
        """[(group, question)] of what is needed and not answered."""
        return [(group, question) for group, question in ASKED if question.needed and not self.answer(question).strip()]

    @property
    def too_long(self):
        """[(group, question)] of what has more words than there is room for."""
        return [(group, question) for group, question in ASKED if question.is_too_long(self.answer(question))]

    def answer(self, question):
        return getattr(self, question.name)

    def answers_of(self, slug):
        """{name: answer} of a group of questions, the recommendations as a set of ids."""
        names = [question.name for question in GROUP[slug].questions]
        return {
            name: set(self.recommendations.values_list("pk", flat=True))
            if name == "recommendations"
            else getattr(self, name)
            for name in names
        }


class Transition(models.Model):
    """One move of a submission: from where, to where, when, by whom in which role, and why. Never changed."""

    wagtail_reference_index_ignore = True

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="transitions")
    verb = models.CharField(max_length=20, choices=Verb)
    before = models.CharField(max_length=20, choices=State)
    after = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=11, choices=Role)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("move of a practice example")
        verbose_name_plural = _("moves of practice examples")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.submission_id}: {self.verb}"


class Message(models.Model):
    """A message between a prison's team and the editors about a submission. Shown with the role of who wrote it."""

    wagtail_reference_index_ignore = True

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=11, choices=Role)

    class Meta:
        verbose_name = _("message about a practice example")
        verbose_name_plural = _("messages about practice examples")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.submission_id}: {self.role}"
