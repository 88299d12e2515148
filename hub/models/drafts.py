from wagtail.models import Revision, TaskState


def is_kept(revision):
    """Whether what a `Revision` says is public, has a time to be, was approved, or was shown to somebody outside.

    Models that hold on to a draft as it is say so with `keeps_draft`.
    """
    if revision.approved_go_live_at or revision.content_object.live_revision_id == revision.pk:
        return True
    if TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED).exists():
        return True
    holders = {
        relation.related_model: relation.field.name
        for relation in Revision._meta.get_fields(include_hidden=True)
        if getattr(relation.related_model, "keeps_draft", False)
    }
    return any(model.objects.filter(**{name: revision}).exists() for model, name in holders.items())


class KeepsDrafts:
    """What is edited in tabs that save over their own last draft every few seconds, but not over one that counts."""

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Save a draft, as a new one where `overwrite_revision` is kept. Returns the Revision."""
        if overwrite_revision and overwrite_revision.pk == self.latest_revision_id and is_kept(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)
