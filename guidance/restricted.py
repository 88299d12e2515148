"""What is restricted in consultations: who sent a response, and what was never sent."""

from hub.restricted import Kept, change, delete, restricted, unrestricted

from .models import Comment, Response
from .models.responses import Publish

OUTCOME = "the outcome of the consultation was published"


def never_sent(moment):
    return Response.objects.filter(submitted_at=None, consultation__closes_at__lte=moment)


def answered(moment):
    """Responses that were sent, of consultations whose outcome was public by then."""
    return Response.objects.submitted().filter(consultation__outcome_published_at__lte=moment)


def named_senders(moment):
    return answered(moment).exclude(name="")


def unnamed_organisations(moment):
    """Organisations that did not ask to be named."""
    return answered(moment).exclude(publish=Publish.NAMED).exclude(organisation="")


def named_authors(moment):
    return Comment.objects.filter(response__in=answered(moment)).exclude(author="")


def forget_sender(rows):
    """What was sent stays, without who sent it; what was not is deleted. An organisation that asked to be named is."""
    delete(rows.filter(submitted_at=None))
    change(organisation="")(rows.exclude(publish=Publish.NAMED))
    change(name="", email="")(rows)
    Comment.objects.filter(response__in=rows).update(author="")


restricted(
    "guidance.Response",
    holds="Who answers a consultation: name, organisation, group; the e-mail address until it is sent.",
    why="To count and weigh answers, and to ask what somebody meant.",
    seen_by="guidance.change_comment",
    kept=(
        Kept("the consultation closed, where it was never sent", 90, "deleted with its comments", never_sent, delete),
        Kept(OUTCOME, 180, "name of the sender erased", named_senders, change(name="")),
        Kept(
            OUTCOME,
            180,
            "organisation erased, unless it asked to be named",
            unnamed_organisations,
            change(organisation=""),
        ),
    ),
    receipt="reference",
    email="email",
    name="name",
    erase=forget_sender,  # an address is stored with what was not sent yet, and only there
)
restricted(
    "guidance.Comment",
    holds="What somebody said in a consultation, with the decision on it.",
    why="The record of what was asked and answered.",
    seen_by="guidance.change_comment",
    kept=(Kept(OUTCOME, 180, "name of the author erased", named_authors, change(author="")),),
    stays="The words stay as the record of the consultation, without who said them.",
    receipt="response__reference",
    name="author",
    email="response__email",
)
unrestricted(
    "guidance",
    "Clause Consultation Document EasyReadPDF EasyReadPage Edition EditionPDF GuidanceIndexPage GuidancePage Pilot "
    "PilotFinding PilotSite Question Recommendation StageMove",
)
