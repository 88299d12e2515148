"""Publishing the drafts of several pages in one transaction: readers see all of them at one moment, or none."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.log_actions import log
from wagtail.models import Revision

from hub.mail import editors, post, whole
from hub.translations import check_translated, translations_into

from .models import Bundle
from .models.bundles import BundleState

MAY_NOT = "Whoever approves it may not publish this page."


class Refused(Exception):
    """A bundle that could not be published. `why` is [(page, [message])]."""

    def __init__(self, why):
        self.why = why
        super().__init__("\n".join(f"{page} ({page.locale}): {' '.join(messages)}" for page, messages in why))


def objections(page, by):
    """[message]: what is known already to keep the newest draft of `page` from being published by a user.

    Not all can be known: what holds of a translation depends on the page that it translates, which is published first.
    """
    rights = page.permissions_for_user(by)
    if not rights.can_publish():
        return [MAY_NOT]
    if rights.page_locked():
        return ["This page is locked."]
    draft = page.get_latest_revision_as_object()
    try:
        if translations_into(page).first() is None:
            draft.check_publication()
    except ValidationError as error:
        return error.messages
    return []


def publish(bundle, by):
    """Publish every page of a bundle in the name of a user, or none of them.

    Pages that somebody published meanwhile are left as they are. Raises Refused where one may not be published.
    Two processes may try at once: one of them finds it done.
    """
    refusals = []
    with transaction.atomic():
        bundle = Bundle.objects.select_for_update().get(pk=bundle.pk)
        if bundle.is_published:
            return
        approved = bundle.approved()
        for page in bundle.pages().specific():
            try:
                with transaction.atomic():
                    publish_page(page, approved.get(page.pk), by)
            except ValidationError as error:
                refusals.append((page, error.messages))
            except PublishPagePermissionError:
                refusals.append((page, [MAY_NOT]))
        if refusals:
            transaction.set_rollback(True)
        else:
            bundle.state, bundle.published_at, bundle.refusal = BundleState.PUBLISHED, timezone.now(), ""
            bundle.save()
            log(bundle, "home.publish_bundle", user=by)
    if refusals:
        raise Refused(refusals)


def publish_page(page, revision, by):
    """Publish a revision of a page, by its pk, or else the newest. Raises ValidationError where that cannot be.

    A translation is made anew of what its source says by now, and has to be whole: what is partly in English is
    published by itself, if at all.
    """
    record = translations_into(page).first()
    if record:
        record.source.update_from_db()
        record.save_target(user=by, publish=False)
        page, revision = record.get_target_instance(), None
        check_translated(page)
    page.refresh_from_db()
    if page.live and not page.has_unpublished_changes:
        return
    revision = Revision.objects.get(pk=revision) if revision else page.get_latest_revision()
    if revision.pk == page.live_revision_id:
        return
    revision.publish(user=by)
    page.refresh_from_db()
    if page.live_revision_id != revision.pk:
        raise ValidationError("It has a time of its own to go live. Take that off, or leave the page out.")


def publish_due(moment):
    """Publish the bundles whose time has come. Returns those that could not be.

    These are not tried again by themselves: whoever approved one is told why.
    """
    held = []
    for bundle in Bundle.objects.due(moment):
        try:
            publish(bundle, bundle.approved_by)
        except Refused as refused:
            bundle.state, bundle.refusal = BundleState.DRAFT, str(refused)
            bundle.save(update_fields=["state", "refusal"])
            tell(bundle)
            held.append(bundle)
    return held


def tell(bundle):
    """Mail to whoever approved a bundle, or else to the editors, why nothing of it was published."""
    url = whole(reverse("bundles:review", args=[bundle.pk]))
    when = date_format(timezone.localtime(bundle.publish_at), "DATETIME_FORMAT")
    said = {"name": bundle.name, "when": when, "why": bundle.refusal, "url": url}
    approver = bundle.approved_by
    for address in [approver.email] if approver and approver.is_active else editors("home.change_bundle"):
        post.enqueue("bundle_refused", address, settings.LANGUAGE_CODE, f"bundle {bundle.pk}", said)
