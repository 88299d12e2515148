"""Who acts for a prison, as editors see it: invitations, requests to be invited, and members."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from directory.models import AccessRequest, Invitation, Membership
from hub.viewsets import NeverEditedMixin


class IndexView(generic.IndexView):
    related = ["prison"]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related(*self.related)


# Invitations

# What an invitation is now: the first that is true.
STATES = (
    ("Accepted", lambda invitation: invitation.accepted_at),
    ("Revoked", lambda invitation: invitation.revoked_at),
    ("Expired", lambda invitation: invitation.expires_at <= timezone.now()),
    ("Sent", lambda invitation: True),
)


def state_of(invitation):
    return next(state for state, holds in STATES if holds(invitation))


class InvitationIndexView(IndexView):
    def get_list_more_buttons(self, instance):
        if not instance.is_unanswered or not self.user_has_permission("change"):
            return []
        return [
            Button("Send again", url=reverse("invitations:send_again", args=[instance.pk]), icon_name="mail"),
            Button("Revoke", url=reverse("invitations:revoke", args=[instance.pk]), icon_name="cross"),
        ]


class InviteView(generic.CreateView):
    page_title = "Invite"
    success_message = "The invitation is on its way: %(object)s"

    def save_instance(self):
        invitation = self.form.save(commit=False)
        invitation.send(by=self.request.user)
        return invitation

    def get_success_buttons(self):
        return []


class InvitationActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Asks whether to do something with an unanswered invitation, and does it by POST."""

    permission_policy = ModelPermissionPolicy(Invitation)
    permission_required = "change"
    template_name = "directory/admin/confirm.html"
    header_icon = "mail"
    question = done = ""

    def setup(self, request, pk):
        super().setup(request)
        unanswered = Invitation.objects.unanswered().select_related("prison")
        self.invitation = get_object_or_404(unanswered, pk=pk)

    def get_page_subtitle(self):
        return str(self.invitation)

    def get(self, request, pk):
        return self.render_to_response(self.get_context_data(question=self.question, back=reverse("invitations:index")))

    def post(self, request, pk):
        self.act()
        messages.success(request, f"{self.done}: {self.invitation}")
        return redirect("invitations:index")


class SendAgainView(InvitationActionView):
    page_title = "Send again"
    question = "The message is sent once more, and the invitation holds as long as a new one."
    done = "Sent again"

    def act(self):
        self.invitation.send(by=self.request.user)


class RevokeView(InvitationActionView):
    page_title = "Revoke"
    question = "The person can no longer accept the invitation. They are not told."
    done = "Revoked"

    def act(self):
        self.invitation.revoke(by=self.request.user)


class InvitationViewSet(NeverEditedMixin, ModelViewSet):
    model = Invitation
    icon = "mail"
    menu_label = "Invitations"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = InvitationIndexView
    add_view_class = InviteView
    form_fields = ["email", "prison", "role", "language"]
    list_display = [
        "email",
        "prison",
        Column("role", label="Role", accessor="get_role_display"),
        Column("state", label="State", accessor=state_of),
        "sent_at",
    ]
    list_filter = ["prison", "role"]
    search_fields = ["email"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        kept = ("index", "index_results", "add")
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in kept),
            path("send-again/<int:pk>/", self.construct_view(SendAgainView), name="send_again"),
            path("revoke/<int:pk>/", self.construct_view(RevokeView), name="revoke"),
        ]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().exclude(codename="delete_invitation")


# Requests

NO_DECISION = [("", "Not decided yet"), *AccessRequest.Decision.choices]


class RequestForm(WagtailAdminModelForm):
    """What is decided on a request, once. What was asked is no part of the form but for the role."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].widget = forms.RadioSelect(choices=NO_DECISION)
        for field in self.fields.values():
            field.disabled = bool(self.instance.decision)

    def clean(self):
        cleaned = super().clean()
        if self.instance.decided_at:
            raise ValidationError("This request has been decided.")
        decision = cleaned.get("decision")
        if decision == AccessRequest.Decision.DECLINED and not cleaned.get("reason"):
            self.add_error("reason", "Give the reason: the person reads it.")
        if decision == AccessRequest.Decision.ACCEPTED and cleaned.get("role"):
            self.instance.role = cleaned["role"]
            try:
                self.instance.invitation().full_clean()
            except ValidationError as error:
                self.add_error(None, error.messages)
        return cleaned


class DecideView(generic.EditView):
    template_name = "directory/admin/access_request.html"

    def save_instance(self):
        asked = self.form.instance
        if asked.decision == AccessRequest.Decision.ACCEPTED:
            asked.accept(by=self.request.user)
        elif asked.decision == AccessRequest.Decision.DECLINED:
            asked.decline(by=self.request.user)
        return asked


class RequestViewSet(ModelViewSet):
    model = AccessRequest
    icon = "help"
    menu_label = "Requests"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = IndexView
    edit_view_class = DecideView
    edit_template_name = DecideView.template_name
    list_display = [
        "email",
        "prison",
        Column("role", label="Role", accessor="get_role_display"),
        "asked_at",
        Column("decision", label="Decision", accessor=lambda asked: asked.get_decision_display() or "–"),
    ]
    list_filter = ["decision", "prison"]
    search_fields = ["email"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("role"),
            MultiFieldPanel(
                [
                    "decision",
                    FieldPanel("reason", help_text="Mailed to the person as it stands, if you decline."),
                ],
                "Decision",
            ),
        ],
        base_form_class=RequestForm,
    )

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(add_url_name=None, usage_url_name=None, **kwargs)

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in ("add", "usage")]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().exclude(codename="add_accessrequest")


# Members


class MemberIndexView(IndexView):
    related = ["prison", "user"]


class MemberEditView(generic.EditView):
    def save_instance(self):
        membership = super().save_instance()
        if "role" in self.form.changed_data:
            log(membership, "directory.change_role", data={"role": membership.role})
        return membership


class MemberDeleteView(generic.DeleteView):
    page_title = "Remove"
    confirmation_message = "The person can no longer act for this prison. What they wrote for it stays."


class MemberViewSet(ModelViewSet):
    model = Membership
    icon = "group"
    menu_label = "Members"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = MemberIndexView
    edit_view_class = MemberEditView
    delete_view_class = MemberDeleteView
    form_fields = ["role"]
    list_display = ["user", "prison", Column("role", label="Role", accessor="get_role_display"), "since"]
    list_filter = ["prison", "role"]
    search_fields = ["user__email"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(add_url_name=None, usage_url_name=None, **kwargs)

    def get_urlpatterns(self):
        """Nobody is made a member here: an invitation shows first that the address is theirs."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in ("add", "usage")]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().exclude(codename="add_membership")


class ContributorsGroup(ModelViewSetGroup):
    menu_label = "Contributors"
    menu_icon = "group"
    menu_order = 206
    items = (InvitationViewSet("invitations"), RequestViewSet("access_requests"), MemberViewSet("members"))
