"""What waits for whoever opens the dashboard of the admin: one line for each list of theirs that is not empty."""

from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from wagtail.admin.ui.components import Component

from resources.models import Appeal, Rating

from .models import AccessRequest, Concern, Enquiry, Return, Submission
from .models.concerns import Triage
from .models.returns import ReturnStatus
from .practice.states import WAITING_FOR_EDITORS, State


class Waiting(NamedTuple):
    """So many things of a kind, and the list that has them."""

    what: str
    count: int
    url: str
    is_late: bool = False


def submissions(user):
    rows = Submission.objects.filter(state__in=WAITING_FOR_EDITORS).order_by()
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    said = {
        State.SUBMITTED: "Practice examples to read",
        State.APPEALED: "Practice examples whose prison has appealed",
        State.CORRECTION_REQUESTED: "Practice examples whose prison asks for a correction",
        State.ACCEPTED: "Practice examples to prepare and publish",
    }
    for state, what in said.items():
        yield Waiting(what, counts.get(state, 0), f"{reverse('submissions:index')}?state={state}")


def concerns(user):
    late, unseen = Concern.objects.late().count(), Concern.objects.unseen().count()
    looking = Concern.objects.filter(state=Triage.LOOKING).count()
    address = reverse("concerns_admin:index")
    yield Waiting("Concerns that nobody has looked at in time", late, f"{address}?state={Triage.NEW}", is_late=True)
    yield Waiting("Concerns to look at, in time still", unseen - late, f"{address}?state={Triage.NEW}")
    yield Waiting("Concerns being looked at", looking, f"{address}?state={Triage.LOOKING}")


def returns(user):
    sent = Return.objects.filter(status=ReturnStatus.SENT).count()
    yield Waiting("Returns to read", sent, f"{reverse('monitoring_returns:index')}?status={ReturnStatus.SENT}")


def ratings(user):
    """Nobody confirms what they proposed."""
    proposed = Rating.objects.proposed().exclude(proposed_by=user).count()
    yield Waiting("Ratings to confirm", proposed, f"{reverse('ratings:index')}?state={Rating.State.PROPOSED}")


def appeals(user):
    waiting = Appeal.objects.waiting().count()
    yield Waiting("Appeals against ratings", waiting, f"{reverse('appeals:index')}?state={Appeal.State.OPEN}")


def requests(user):
    undecided = AccessRequest.objects.filter(decision="").count()
    yield Waiting("Requests to act for a prison", undecided, reverse("access_requests:index"))


def questions(user):
    late = Enquiry.objects.late().count()
    yield Waiting("Questions that prisons have left unanswered", late, reverse("questions_waiting"), is_late=True)


# (permission of whoever works on it, what there is), in the order of the panel.
LISTS = (
    ("directory.change_concern", concerns),
    ("directory.view_enquiry", questions),
    ("directory.change_submission", submissions),
    ("directory.change_return", returns),
    ("resources.change_rating", ratings),
    ("resources.change_appeal", appeals),
    ("directory.change_accessrequest", requests),
)


def waiting_for(user):
    """Every `Waiting` with at least one thing that `user` may work on. As many queries as lists they have, and two."""
    return [row for permission, rows in LISTS if user.has_perm(permission) for row in rows(user) if row.count]


class WaitingPanel(Component):
    name = "waiting"
    template_name = "directory/admin/waiting.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        works = any(user.has_perm(permission) for permission, _rows in LISTS)
        return {"rows": waiting_for(user), "works": works}
