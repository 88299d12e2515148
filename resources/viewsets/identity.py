"""Answering for what was found in a page that somebody else wrote, so that it can be published as it is."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from hub.forms import PlainForm, PlainTextField
from resources.identity import check_of
from resources.models import IdentityReview


class ReviewForm(PlainForm):
    digest = forms.CharField(widget=forms.HiddenInput)
    reason = PlainTextField(
        label="Why nobody can be recognised all the same",
        longest=2000,
        help_text="Such as: the person asked for the first name, and the consent says so.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def has_written(page, user):
    """Whether `user` made the page or saved a version of it since it was last published."""
    since = {"created_at__gt": page.last_published_at} if page.last_published_at else {}
    return page.owner_id == user.pk or page.revisions.filter(user=user, **since).exists()


class IdentityReviewView(WagtailAdminTemplateMixin, View):
    """The newest version of a page with all that was found in it. Whoever wrote of it cannot answer for it."""

    shows = IdentityReview  # logged by the number of the page
    template_name = "resources/admin/identity_review.html"
    page_title = "Review identity"
    header_icon = "view"

    def setup(self, request, page):
        super().setup(request, page)
        self.page = get_object_or_404(Page, pk=page).get_latest_revision_as_object()
        if not getattr(self.page, "told", ()) or not request.user.has_perm("resources.add_identityreview"):
            raise PermissionDenied

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get(self, request, page):
        return self.show(ReviewForm(initial={"digest": check_of(self.page).digest}))

    def post(self, request, page):
        form, check = ReviewForm(request.POST), check_of(self.page)
        if has_written(self.page, request.user):
            form.add_error(None, "You wrote some of this: somebody else has to answer for it.")
        elif check.all_certain:
            form.add_error(None, "Nobody can answer for what is certain: it has to be taken out.")
        elif form.is_valid() and form.cleaned_data["digest"] != check.digest:
            form.add_error(None, "The page was changed since you opened it. Look at it again.")
            form.data = form.data.copy()
            form.data["digest"] = check.digest
        if not form.is_valid():
            return self.show(form)
        row = IdentityReview.objects.create(
            page_id=page, digest=check.digest, by=request.user, reason=form.cleaned_data["reason"]
        )
        log(instance=self.page, action="resources.review_identity", user=request.user, data={"review": row.pk})
        messages.success(request, "Noted. It can be published as long as nothing is found besides.")
        return redirect("wagtailadmin_pages:edit", page)

    def show(self, form):
        reviews = self.page.identity_reviews.select_related("by")
        wrote = has_written(self.page, self.request.user)
        return self.render_to_response(
            self.get_context_data(page=self.page, check=check_of(self.page), form=form, reviews=reviews, wrote=wrote)
        )
