"""Releasing a year's figures: how complete it is, who may see them before, what would be published, and the release.

No raw number is shown here to anybody: the preview is the picture as readers would have it.
"""

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.models import EarlyAccess, Release
from directory.monitoring import early_access
from directory.monitoring.picture import ALL, AREAS, needed
from directory.monitoring.picture_sections import indicators_shown, of_year
from directory.monitoring.releases import (
    ChangedSinceError,
    TooFewChangedError,
    digest,
    gives_away,
    proposed,
    release,
    years_to_release,
)
from directory.shown import INSTEAD
from hub.viewsets import NeverEditedMixin

# Addresses are /2025/real/ and /2025/examples/.
KINDS = {"real": False, "examples": True}


class ReleaseView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page about the release of figures, for those who release them and those who may see them before."""

    permission_policy = ModelPermissionPolicy(Release)
    any_permission_required = ["add", "preview"]
    header_icon = "globe"

    def get_breadcrumbs_items(self):
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": reverse("releases:index"), "label": "Release figures"}, here]

    def show(self, **context):
        response = self.render_to_response(self.get_context_data(**context))
        response["Cache-Control"] = "no-store"
        return response


class YearsView(ReleaseView):
    shows = None
    page_title = "Release figures"
    template_name = "directory/admin/releases.html"

    def get(self, request):
        kinds = {is_example: kind for kind, is_example in KINDS.items()}
        return self.show(rows=[(kinds[row[1]], *row) for row in years_to_release()])


class OfAYearView(ReleaseView):
    """A page about one year, of real prisons or of made-up ones."""

    def setup(self, request, year, kind):
        super().setup(request)
        self.kind, self.year, self.is_example = kind, year, KINDS.get(kind)
        if (year, self.is_example) not in {row[:2] for row in years_to_release()}:
            raise Http404
        self.access = early_access.access_of(request.user, year, is_example=self.is_example)

    def get_page_subtitle(self):
        return f"{self.year}–{self.year + 1}{', made-up examples' if self.is_example else ''}"

    @property
    def may_preview(self):
        return self.access is not None and self.user_has_permission("preview")

    def show(self, **context):
        return super().show(year=self.year, kind=self.kind, **context)


class AccessForm(forms.ModelForm):
    class Meta:
        model = EarlyAccess
        fields = ["name", "email", "role", "reason"]
        help_texts = {"email": "Somebody with an account and the permission can then open the preview of this year."}

    def clean_email(self):
        """The form leaves the year out, so the constraint of the model is not checked by it."""
        email, row = self.cleaned_data["email"], self.instance
        if EarlyAccess.objects.filter(year=row.year, is_example=row.is_example, email__iexact=email).exists():
            raise ValidationError("This person is on the list of this year already.")
        return email


class YearView(OfAYearView):
    """How complete a year is, and its pre-release access list."""

    shows = EarlyAccess

    page_title = "Figures of a year"
    template_name = "directory/admin/release_year.html"

    def get(self, request, **kwargs):
        return self.read(AccessForm())

    def post(self, request, **kwargs):
        if not self.user_has_permission("add"):
            raise PermissionDenied
        form = AccessForm(request.POST, instance=EarlyAccess(year=self.year, is_example=self.is_example))
        if not form.is_valid():
            return self.read(form)
        early_access.give(form.instance, request.user)
        messages.success(request, "On the list.")
        return redirect("releases:year", self.year, self.kind)

    def read(self, form):
        new, picture = proposed(self.year, is_example=self.is_example)
        areas = [(label, picture.completeness(self.year, area, [])) for area, label in AREAS.items()]
        told = [(one, picture.completeness(self.year, ALL, needed(one))) for one in indicators_shown()]
        return self.show(
            form=form if self.user_has_permission("add") else None,
            areas=areas,
            told=told,
            waiting=[code for code, scheme in new.schemes.items() if scheme["values"] is None],
            people=early_access.list_of(self.year, is_example=self.is_example),
            may_preview=self.may_preview,
            released=Release.objects.filter(year=self.year, is_example=self.is_example).first(),
        )


class PreviewView(OfAYearView):
    """What readers would have after the release, of every year that it touches. Each viewing is logged first."""

    page_title = "What would be published"
    template_name = "directory/admin/release_preview.html"

    def dispatch(self, request, *args, **kwargs):
        if not self.may_preview:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        early_access.view(self.access, request.user)
        new, picture = proposed(self.year, is_example=self.is_example)
        asked = request.GET.get("shown", "")
        shown = next((year for year in picture.years if str(year) == asked), self.year)
        return self.show(
            sections=of_year(picture, shown, everything=True),
            years=picture.years,
            shown=shown,
            markers=INSTEAD,
            refused=gives_away(new),
            may_release=self.user_has_permission("add"),
            seen=digest(new),
        )

    def post(self, request, **kwargs):
        if not self.user_has_permission("add"):
            raise PermissionDenied
        try:
            release(self.year, is_example=self.is_example, by=request.user, seen=request.POST.get("seen", ""))
        except ChangedSinceError:
            messages.error(request, "Nothing was released: a return has changed since you looked. Look again.")
            return redirect("releases:preview", self.year, self.kind)
        except TooFewChangedError:
            messages.error(request, "Nothing was released: the numbers of a few prisons could be told.")
            return redirect("releases:preview", self.year, self.kind)
        messages.success(request, "Released. The national picture shows these figures now.")
        return redirect("releases:year", self.year, self.kind)


class IndexView(generic.IndexView):
    """Only says who has the menu: the list is `YearsView`."""

    any_permission_required = ReleaseView.any_permission_required


class ReleaseViewSet(NeverEditedMixin, ModelViewSet):
    model = Release
    name = "releases"
    icon = "globe"
    menu_label = "Release figures"
    menu_order = 207
    add_to_admin_menu = True
    add_to_reference_index = False
    form_fields = []
    index_view_class = IndexView

    def get_urlpatterns(self):
        """Releases are made from what was accepted. Nobody adds, changes or deletes one by hand."""
        return [
            path("", self.construct_view(YearsView), name="index"),
            path("<int:year>/<str:kind>/", self.construct_view(YearView), name="year"),
            path("<int:year>/<str:kind>/preview/", self.construct_view(PreviewView), name="preview"),
        ]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="directory", codename__in=["add_release", "preview_release"]
        )
