"""Publishing the drafts of several pages in one transaction: readers see all of them at one moment, or none."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.log_actions import log
from wagtail_localize.models import SegmentOverride, StringTranslation

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


def changed_after(page, moment):
    """Whether a draft of `page` was saved, or a text of it translated, after a datetime."""
    record = translations_into(page).first()
    if record is None:
        return page.latest_revision_created_at is not None and page.latest_revision_created_at > moment
    theirs = {"context__object": record.source.object_id, "locale": page.locale_id, "updated_at__gt": moment}
    return record.created_at > moment or any(
        model.objects.filter(**theirs).exists() for model in (StringTranslation, SegmentOverride)
    )


def publish(bundle, by):
    """Publish every page of a bundle in the name of a user, or none of them: the drafts that were approved.

    Where nobody approved it before, the newest drafts. Pages that somebody published meanwhile are left as they are.
    Raises Refused where one may not be published, or is not there as it was approved. Two processes may try at once:
    one of them finds it done.
    """
    refusals = []
    with transaction.atomic():
        bundle = Bundle.objects.select_for_update().get(pk=bundle.pk)
        if bundle.is_published:
            return
        for page in bundle.pages().specific():
            try:
                with transaction.atomic():
                    publish_page(page, approved_draft(bundle, page), by)
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


def approved_draft(bundle, page):
    """The Revision of a page of a bundle that was approved; the newest where nobody approved it before.

    Raises ValidationError where what was approved is not there any more, or was not kept and may have changed since.
    """
    drafts = bundle.approved()
    if page.pk in drafts:
        if drafts[page.pk] is None:
            raise ValidationError("The draft that was approved is not there any more.")
        return drafts[page.pk]
    if bundle.approved_at and changed_after(page, bundle.approved_at):
        raise ValidationError("It was changed after the bundle was approved.")
    return page.get_latest_revision()


def publish_page(page, revision, by):
    """Publish a Revision of a page, if nothing newer is public. Raises ValidationError where that cannot be.

    A translation is made anew of what its source says by now, and has to be whole: what is partly in English is
    published by itself, if at all.
    """
    record = translations_into(page).first()
    if record:
        record.source.update_from_db()
        record.save_target(user=by, publish=False)
        page = record.get_target_instance()
        check_translated(page)
        revision = page.get_latest_revision()
    page.refresh_from_db()
    if page.live and (not page.has_unpublished_changes or revision.pk <= (page.live_revision_id or 0)):
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
            bundle.refusal = str(refused)
            tell(bundle)
            bundle.prepare()
            bundle.save()
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
