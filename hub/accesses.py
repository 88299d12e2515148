"""The log of who saw restricted data: one hook for every screen of the admin, Wagtail's own among them."""

from urllib.parse import unquote

from django.apps import apps
from django.db.models import Model
from wagtail.admin.views.generic.base import BaseListingView

from .admin_access import in_admin
from .models.accesses import Access, Action
from .restricted import is_restricted

ALL = "all"  # the reference of a list
BULK = "wagtail_bulk_action"
# Screens of Wagtail's that show more than the rows that they are for: whose they show besides.
REPORTS = {
    "site_history": "wagtailcore.ModelLogEntry",
    "workflow": "wagtailcore.WorkflowState",
    "workflow_tasks": "wagtailcore.TaskState",
    "locked_pages": "hub.User",
    "aging_pages": "hub.User",
}
SHOWN = {f"wagtailadmin_reports:{name}{part}": label for name, label in REPORTS.items() for part in ("", "_results")}


def note(user, action, kind, reference, why=""):
    """Write down that `user` did an `Action` to the data of a kind, a label of the table, with a reference."""
    Access.objects.create(by=user, action=action, kind=kind, reference=str(reference)[:80], why=why)


def shown_by(match):
    """The model whose rows a resolved view of the admin shows: what it says itself, as `shows`, or what it is for.

    None where it shows nobody's data. Raises LookupError where nothing tells.
    """
    view, given = getattr(match.func, "view_class", None), getattr(match.func, "view_initkwargs", {})
    if hasattr(view, "shows"):
        return view.shows
    if match.view_name in SHOWN:
        return apps.get_model(SHOWN[match.view_name])
    if match.view_name == BULK and match.kwargs:
        return apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
    policy = given.get("permission_policy") or getattr(view, "permission_policy", None)
    for model in (given.get("model"), getattr(view, "model", None), getattr(policy, "model", None)):
        if isinstance(model, str):
            return apps.get_model(model)
        if isinstance(model, type) and issubclass(model, Model):
            return model
    raise LookupError(f"{match.view_name}: say with `shows` what it shows")


def reference_of(model, pk):
    """What a row is known by without saying anything of it: its reference where it has one, or else its number."""
    row = model._base_manager.filter(pk=unquote(str(pk))).first()
    return getattr(row, "reference", None) or pk


def seen(match, response, ticked=()):
    """(action, label, reference) of what a response of the admin shows of restricted data, or None.

    `ticked` are the numbers of the rows that something is to be done to at once.

    What has neither a row nor a list shows nobody: an empty form, or counts.
    """
    try:
        model = shown_by(match)
    except LookupError:
        return None
    if model is None or not is_restricted(model):
        return None
    taken = response.get("Content-Disposition", "").startswith("attachment")
    label = model._meta.label
    if match.view_name == BULK:
        return Action.VIEW, label, " ".join(ticked)
    if "pk" in match.kwargs:
        return (Action.DOWNLOAD if taken else Action.VIEW), label, reference_of(model, match.kwargs["pk"])
    if match.kwargs:
        return Action.VIEW, label, " ".join(map(str, match.kwargs.values()))
    if taken:
        return Action.EXPORT, label, ALL
    return (Action.VIEW, label, ALL) if issubclass(match.func.view_class, BaseListingView) else None


class AccessMiddleware:
    """Logs every screen of the admin that showed restricted data, before it is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and in_admin(request) and response.status_code < 300:
            found = request.user.is_authenticated and seen(match, response, request.GET.getlist("id"))
            if found:
                note(request.user, *found)
        return response
