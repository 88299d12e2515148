"""How a prison keeps the profile of its schemes: drafts by contributors, sign-off by an approver, then our editors."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, UpdateView, View
from wagtail.log_actions import log

from directory.access import MemberMixin
from directory.forms.profiles import ProfileForm, sections_to_fill, told
from directory.models import Scheme
from directory.monitoring.burden import PROFILE, minutes_of
from directory.practice.unsaved import KeepsTypedMixin
from directory.profile import fact, sections
from resources.evidence import CONFIRMED_EVERY

NOTES = {
    "saved": _("Saved. Readers see it once an approver of your prison and our editors have agreed."),
    "confirmed": _("Thank you. Readers now see that this was confirmed today."),
    "role": _("It is not signed off yet: give the role in which you sign, such as “Governor”."),
    "changed": _("It was changed since you opened it. Please read it again."),
    "signed": _("Signed off. Our editors look at it next."),
}


# What signing off fills in.
SIGNED = ("approved_by", "approved_on", "confirmed_on", "next_review_on")


def obstacles(draft):
    """[(label of the fact, message)] of what keeps a draft from being published."""
    try:
        draft.full_clean(exclude=SIGNED)
    except ValidationError as error:
        labels = {field.name: field.verbose_name for field in draft._meta.fields}
        return [(labels.get(name, ""), text) for name, texts in error.message_dict.items() for text in texts]
    return []


class OfScheme(KeepsTypedMixin, MemberMixin):
    """A page about one scheme of the member's prison, published or not. Nothing typed is lost where a session ends."""

    def dispatch(self, request, *args, scheme, **kwargs):
        self.scheme_code = scheme
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def scheme(self):
        return get_object_or_404(Scheme, prison=self.prison, code=self.scheme_code)

    @cached_property
    def draft(self):
        """The scheme as it was last saved, by whomever."""
        return self.scheme.get_latest_revision_as_object()

    def back(self, note):
        address = reverse("profile:profile", args=[self.prison.pk, self.scheme.code])
        return HttpResponseRedirect(f"{address}?note={note}")

    def get_context_data(self, **kwargs):
        return super().get_context_data(scheme=self.scheme, **kwargs)


class ProfileView(OfScheme, TemplateView):
    template_name = "directory/my_prison/scheme.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            draft=self.draft,
            sections=sections(self.draft),
            to_fill=[key for key, _heading in sections_to_fill()],
            obstacles=obstacles(self.draft),
            minutes=minutes_of("profile"),
            note=NOTES.get(self.request.GET.get("note"), ""),
            **kwargs,
        )


class SectionView(OfScheme, UpdateView):
    """One section of the profile. What is saved is a draft: nothing of it is public yet.

    Where somebody saved something else in it since the form was opened, both are shown and nothing is saved over.
    """

    template_name = "directory/my_prison/scheme_section.html"
    form_class = ProfileForm

    def get_object(self):
        self.heading = dict(sections_to_fill()).get(self.kwargs["key"])
        if not self.heading:
            raise Http404
        return self.draft

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"key": self.kwargs["key"]}

    def post(self, request, *args, **kwargs):
        with transaction.atomic():  # nobody else saves meanwhile
            rows = Scheme.objects.select_for_update()
            self.scheme = get_object_or_404(rows, prison=self.prison, code=self.scheme_code)
            return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if not form.differing:  # a second click
            return self.back("saved")
        if self.was_changed_since(form.cleaned_data["revision"], form.stored):
            return self.show_both(form)
        form.instance.save_revision(user=self.request.user, log_action=True, clean=False)  # a draft may be unfinished
        return self.back("saved")

    def was_changed_since(self, revision, stored):
        """Whether this section said something else in the revision that the form shows than it does now."""
        if revision == (self.scheme.latest_revision_id or 0):
            return False
        shown = self.scheme.revisions.filter(pk=revision).first()
        return shown is None or told(shown.as_object(), self.kwargs["key"]) != stored

    def show_both(self, form):
        """The form with what was typed, beside what is stored now. Saving once more is a choice made knowingly."""
        form.data = form.data.copy()
        form.data["revision"] = self.scheme.latest_revision_id or 0
        stored = self.scheme.get_latest_revision_as_object()  # the form has filled in its own
        changed = [fact(stored, name) for name in form.differing]
        return self.render_to_response(self.get_context_data(form=form, changed=changed))

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, minutes=PROFILE[self.kwargs["key"]], **kwargs)


class ConfirmView(OfScheme, View):
    """An approver says that what readers see is still so."""

    approvers_only = True

    def post(self, request, *args, **kwargs):
        if self.scheme.confirm():
            log(self.scheme, "directory.confirm", user=request.user)
        return self.back("confirmed")


class SignOffView(OfScheme, View):
    """An approver signs the draft off for the prison; our editors publish it, in their workflow where there is one."""

    approvers_only = True

    def post(self, request, *args, **kwargs):
        with transaction.atomic():  # nobody else saves meanwhile
            rows = Scheme.objects.select_for_update()
            self.scheme = get_object_or_404(rows, prison=self.prison, code=self.scheme_code)
            return self.back(self.sign(request))

    def sign(self, request):
        """Sign what was read, if it is still that; returns the key of the note on what came of it."""
        draft, today = self.draft, timezone.localdate()
        if request.POST.get("revision") != str(self.scheme.latest_revision_id or 0):
            return "changed"
        role = request.POST.get("approved_by", "").strip()
        if obstacles(draft) or not 0 < len(role) <= Scheme._meta.get_field("approved_by").max_length:
            return "role"
        draft.approved_by = role
        draft.confirmed_on = draft.approved_on = today
        draft.next_review_on = today + CONFIRMED_EVERY
        draft.save_revision(user=request.user, log_action=True)
        log(self.scheme, "directory.sign_off", user=request.user)
        workflow = self.scheme.get_workflow()
        if workflow and not self.scheme.current_workflow_state:
            workflow.start(self.scheme, request.user)
        return "signed"
