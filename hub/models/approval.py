from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondPersonTask(AbstractGroupApprovalTask):
    """A step of a workflow that nobody takes for their own work: neither who asked for it nor who wrote any of it."""

    class Meta:
        verbose_name = _("approval by somebody else")
        verbose_name_plural = _("approvals by somebody else")

    @classmethod
    def get_description(cls):
        return _("Members of the chosen groups can approve what others wrote, and never what they wrote themselves")

    def get_actions(self, obj, user):
        """Who wrote may still ask for changes."""
        actions = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve"] if wrote(obj, user) else actions

    def on_action(self, task_state, user, action_name, **kwargs):
        """Whoever changes something and approves it with the same press has written it too. Raises ValidationError."""
        if action_name == "approve" and wrote(task_state.workflow_state.content_object, user):
            raise ValidationError(_("You wrote some of this, so somebody else has to approve it."))
        return super().on_action(task_state, user, action_name, **kwargs)


def wrote(obj, user):
    """Whether somebody asked for approval of a page or scheme, or saved any version since it was last published."""
    state = obj.current_workflow_state
    if state and state.requested_by_id == user.pk:
        return True
    versions = obj.revisions.filter(user=user)
    published = obj.live_revision
    return (versions.filter(created_at__gt=published.created_at) if published else versions).exists()
