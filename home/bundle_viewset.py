"""Where editors put a bundle together, see what keeps its pages back, approve it and publish it."""

from datetime import UTC, datetime

from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from .bundles import Refused, changed_after, objections, publish
from .models import Bundle


def named(pages):
    return ", ".join(page.get_admin_display_title() for page in pages)


class LeadsToReview:
    """What was saved is looked at next, on the screen where it is approved. The screen says what was saved."""

    def get_success_url(self):
        return reverse("bundles:review", args=[self.object.pk])

    def get_success_buttons(self):
        return []


class BundleCreateView(LeadsToReview, generic.CreateView):
    pass


class BundleEditView(LeadsToReview, generic.EditView):
    """What is published is not changed any more."""

    def dispatch(self, request, *args, **kwargs):
        bundle = self.get_object()
        return (
            redirect("bundles:review", bundle.pk) if bundle.is_published else super().dispatch(request, *args, **kwargs)
        )

    def save_instance(self):
        self.form.instance.prepare()
        return super().save_instance()


class ReviewView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The pages of a bundle with what keeps each back, and what can be done with it now."""

    shows = None  # drafts of public pages, to whoever may publish them
    permission_policy = ModelPermissionPolicy(Bundle)
    permission_required = "change"
    header_icon = "folder-open-inverse"
    template_name = "home/admin/bundle.html"

    def setup(self, request, pk):
        super().setup(request, pk=pk)
        self.bundle = get_object_or_404(Bundle, pk=pk)

    @property
    def page_title(self):
        return self.bundle.name

    def get_breadcrumbs_items(self):
        above = {"url": reverse("bundles:index"), "label": "Bundles"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        seen = timezone.now().timestamp()
        rows = [(page, objections(page, self.request.user)) for page in self.bundle.pages().specific()]
        since = self.bundle.approved_at
        newer = {page.pk for page, _ in rows if since and changed_after(page, since)}
        is_clear = rows and not any(why for _, why in rows)
        said = {"bundle": self.bundle, "rows": rows, "newer": newer, "is_clear": is_clear, "seen": str(seen)}
        return super().get_context_data(**kwargs, **said)

    def post(self, request, *args, **kwargs):
        if not self.bundle.is_published:
            self.decide(request)
        return redirect(request.path)

    def decide(self, request):
        if "withdraw" in request.POST:
            self.bundle.prepare()
            self.bundle.save()
            return
        pages = self.bundle.pages().specific()
        if why := [page for page in pages if objections(page, request.user)]:
            messages.error(request, f"Nothing was approved or published: see {named(why)}.")
        elif unseen := [page for page in pages if changed_after(page, self.seen_at(request))]:
            messages.error(request, f"Nothing was approved or published: look at {named(unseen)} again, changed since.")
        elif "publish" in request.POST or self.bundle.is_late:
            self.publish(request)
        else:
            self.bundle.approve(request.user)
            log(self.bundle, "home.approve_bundle", user=request.user)
            messages.success(request, "The drafts as they are now will be published at that time.")

    def seen_at(self, request):
        """The moment at which the screen was made that was sent: before all drafts where it does not say."""
        try:
            return datetime.fromtimestamp(float(request.POST.get("seen", 0)), UTC)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)

    def publish(self, request):
        try:
            publish(self.bundle, request.user)
        except Refused as refused:
            for page, why in refused.why:
                messages.error(request, f"Nothing was published. {page} ({page.locale}): {' '.join(why)}")
        else:
            messages.success(request, "All pages were published.")


class BundleViewSet(ModelViewSet):
    model = Bundle
    icon = "folder-open-inverse"
    menu_label = "Bundles"
    menu_order = 228
    add_to_admin_menu = True
    inspect_view_enabled = False
    copy_view_enabled = False
    add_view_class = BundleCreateView
    edit_view_class = BundleEditView
    list_filter = ["state"]
    list_display = [
        "name",
        Column("state", label="State", accessor="get_state_display"),
        Column("publish_at", label="When"),
        Column("published_at", label="Published"),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/review/", ReviewView.as_view(), name="review")]
