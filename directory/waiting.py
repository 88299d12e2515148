"""What waits for editors in the directory."""

from django.db.models import Count
from django.urls import reverse

from hub.waiting import Waiting, waits

from .models import AccessRequest, Concern, Enquiry, Return, Submission
from .models.concerns import Triage
from .models.returns import ReturnStatus
from .practice.states import WAITING_FOR_EDITORS, State


@waits("directory.change_concern", order=10)
def concerns(user):
    late, unseen = Concern.objects.late().count(), Concern.objects.unseen().count()
    looking = Concern.objects.filter(state=Triage.LOOKING).count()
    address = reverse("concerns_admin:index")
    yield Waiting("Concerns that nobody has looked at in time", late, f"{address}?state={Triage.NEW}", is_late=True)
    yield Waiting("Concerns to look at, in time still", unseen - late, f"{address}?state={Triage.NEW}")
    yield Waiting("Concerns being looked at", looking, f"{address}?state={Triage.LOOKING}")


@waits("directory.view_enquiry", order=20)
def questions(user):
    late = Enquiry.objects.late().count()
    yield Waiting("Questions that prisons have left unanswered", late, reverse("questions_waiting"), is_late=True)


@waits("directory.change_submission", order=30)
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


@waits("directory.change_return", order=40)
def returns(user):
    sent = Return.objects.filter(status=ReturnStatus.SENT).count()
    yield Waiting("Returns to read", sent, f"{reverse('monitoring_returns:index')}?status={ReturnStatus.SENT}")


@waits("directory.change_accessrequest", order=70)
def requests(user):
    undecided = AccessRequest.objects.filter(decision="").count()
    yield Waiting("Requests to act for a prison", undecided, reverse("access_requests:index"))
