"""A draft shown to somebody outside, such as who checks its facts: a link that ends, made and ended by editors."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import override
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from .forms import PlainForm, PlainTextField
from .languages import language_of
from .models import HubPage, HubPageQuerySet, PreviewLink
from .models.preview_links import Days


def preview(request, token):
    """The draft that a link leads to; the page itself once that draft is what is published.

    Raises Http404 for a token that is not ours. What may not leave the house any more, as with a consent that was
    withdrawn since, is not shown: it is checked each time.
    """
    try:
        link = PreviewLink.objects.select_related("page", "revision").named(token)
    except PreviewLink.DoesNotExist as error:
        raise Http404 from error
    draft = link.revision.as_object()
    if (
        link.page.live_revision_id == link.revision_id
        and HubPageQuerySet(Page).filter(pk=draft.pk).published().exists()
    ):
        return redirect(draft.get_url(request))
    if not link.is_open or draft.held_back():
        with override(language_of(draft.locale_id)):
            return render(request, "hub/preview_ended.html", {"error": True}, status=410)
    return draft.make_preview_request(request, draft.default_preview_mode, {"preview_link": link})


class PreviewLinkForm(PlainForm):
    for_whom = PlainTextField(
        label="For whom", longest=100, help_text="A role or an organisation, not a name: such as “legal adviser”."
    )
    days = forms.TypedChoiceField(
        label="How long it may be read", choices=Days, coerce=int, initial=Days.WEEK, widget=forms.RadioSelect
    )


class PreviewLinksView(WagtailAdminTemplateMixin, FormView):
    """The links to drafts of one page: made and ended by whoever may edit it."""

    shows = PreviewLink
    page_title = "Preview links"
    header_icon = "link"
    template_name = "hub/admin/preview_links.html"
    form_class = PreviewLinkForm

    def setup(self, request, page_id):
        super().setup(request)
        self.page = get_object_or_404(Page, pk=page_id).specific

    def dispatch(self, request, *args, **kwargs):
        if not isinstance(self.page, HubPage) or not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_success_url(self):
        return self.request.path

    def get_context_data(self, **kwargs):
        draft = self.page.get_latest_revision_as_object()
        links = [
            (link, self.request.build_absolute_uri(link.get_absolute_url()))
            for link in self.page.preview_links.select_related("made_by", "revision")
        ]
        held_back = draft.held_back()
        return super().get_context_data(
            **kwargs, page=self.page, draft=draft, links=links, held_back=held_back and held_back.messages
        )

    def post(self, request, *args, **kwargs):
        if "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        link = get_object_or_404(self.page.preview_links.filter(pk__in=request.POST.getlist("end")[:1]))
        link.end()
        log(self.page, "hub.end_preview_link", user=request.user, data={"for_whom": link.for_whom})
        messages.success(request, "The link has ended.")
        return redirect(self.get_success_url())

    def form_valid(self, form):
        draft = self.page.get_latest_revision_as_object()
        if held_back := draft.held_back():
            form.add_error(None, held_back)
            return self.form_invalid(form)
        link = PreviewLink.to(self.page, by=self.request.user, **form.cleaned_data)
        log(self.page, "hub.make_preview_link", user=self.request.user, data={"for_whom": link.for_whom})
        messages.success(self.request, "The link is in the list. Whoever has it can read this draft.")
        return super().form_valid(form)
