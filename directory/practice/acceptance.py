"""From a practice example that was accepted to the draft of a case study, which holds the editors' wording alone."""

from django.core.exceptions import ValidationError
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from resources.models import CaseStudyIndexPage, CaseStudyPage

# What a case study takes from the cleaned text: lines of so many characters, and the parts of the story.
LINES = {"title": 120, "summary": 300, "started": 60, "involved": 300}
CLEANED = (*LINES, *CaseStudyPage.PARTS)


def index_for(submission):
    """The index that the case study goes below: that of its own language, so that a page is in one language.

    A case study told in Welsh is a Welsh page, which the English one is then translated from. None where there is none.
    """
    return CaseStudyIndexPage.objects.live().filter(locale__language_code=submission.language).order_by("path").first()


def check(submission):
    """Raise ValidationError where the cleaned text is not complete, or there is nowhere for the page to go."""
    wanted = {name: _("Write this first.") for name in CLEANED if not submission.cleaned.get(name, "").strip()}
    long = {
        name: _("This has more than %(most)s characters.") % {"most": most}
        for name, most in LINES.items()
        if len(submission.cleaned.get(name, "")) > most
    }
    if wanted or long:
        raise ValidationError(wanted | long)
    if not index_for(submission):
        raise ValidationError(_("There is no list of case studies in this language yet: make it first."))


def draft_case_study(submission, by):
    """Make the draft of the case study, owned by the editor `by`, and begin its workflow where there is one."""
    cleaned = submission.cleaned
    page = CaseStudyPage(
        prison=submission.prison,
        owner=by,
        live=False,
        **{name: cleaned[name] for name in LINES},
        **{name: linebreaks(cleaned[name], autoescape=True) for name in CaseStudyPage.PARTS},
    )
    index_for(submission).add_child(instance=page)
    page.recommendations.set(submission.recommendations.all())
    page.save_revision(user=by, log_action=True)
    submission.case_study = page
    submission.save(update_fields=["case_study"])
    workflow = page.get_workflow()
    if workflow:
        workflow.start(page, by)


def discard_case_study(submission, by):
    """A prison that withdraws before publication leaves no draft behind."""
    if submission.case_study:
        for page in submission.case_study.get_translations(inclusive=True):
            page.delete()
        submission.case_study = None
