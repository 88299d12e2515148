"""What is restricted about accounts, in the logs, and in what Django and Wagtail keep besides."""

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState

from directory.models import Invitation
from home.models import Mailing, Reply, Subscription
from home.models.replies import ReplyState
from hub.lockout import FORGOTTEN_AFTER
from hub.models import Access, PreviewLink, Tries, Use, User, UseState
from hub.models.users import REMOVED
from hub.people import remove_accounts
from hub.restricted import Kept, change, delete, restricted, unrestricted

ADMINISTRATORS = "hub.view_user"
NO_SCREEN = "nobody: it is on no screen"


def without_rights():
    """Accounts that may do nothing: no member of a team, in no group, no editor; nor were they removed already."""
    invited = Invitation.objects.open().filter(email=OuterRef("email"))
    return User.objects.filter(
        ~Exists(invited), ~Exists(User.groups.through.objects.filter(user=OuterRef("pk"))), memberships=None
    ).exclude(Q(is_staff=True) | Q(is_superuser=True) | Q(email__endswith=REMOVED))


def never_used(moment):
    return without_rights().filter(last_login=None, date_joined__lte=moment)


def no_longer_used(moment):
    return without_rights().filter(last_login__lte=moment)


def decided_uses(moment):
    return Use.objects.exclude(Q(state=UseState.NEW) | Q(email="")).filter(decided_at__lte=moment)


def unconfirmed_subscriptions(moment):
    return Subscription.objects.filter(confirmed_at=None, asked_at__lte=moment)


def unreachable_subscriptions(moment):
    return Subscription.objects.filter(bounced_at__lte=moment)


def old_mailings(moment):
    return Mailing.objects.filter(claimed_at__lte=moment)


def decided_replies(moment):
    return Reply.objects.exclude(Q(state=ReplyState.NEW) | Q(email="")).filter(decided_at__lte=moment)


def declined_replies(moment):
    return Reply.objects.filter(state=ReplyState.DECLINED, decided_at__lte=moment)


def ended_preview_links(moment):
    return PreviewLink.objects.ended_before(moment)


def old_accesses(moment):
    return Access.objects.filter(at__lte=moment)


def tasks_done(moment):
    return DBTaskResult.objects.successful().filter(finished_at__lte=moment)


def tasks_failed(moment):
    return DBTaskResult.objects.failed().filter(finished_at__lte=moment)


def expired_sessions(moment):
    return Session.objects.filter(expire_date__lte=moment)


def old_tries(moment):
    return Tries.objects.filter(last__lte=moment)


def old_drafts_of_forms(moment):
    return FormState.objects.filter(last_updated_at__lte=moment)


def old_editing(moment):
    return EditingSession.objects.filter(last_seen_at__lte=moment)


restricted(
    "hub.User",
    holds="The account of an editor or of somebody who acts for a prison: work address, name, when they last came.",
    why="So that people sign in, and that it is known who did what.",
    seen_by=ADMINISTRATORS,
    kept=(
        Kept(
            "it was made, where nobody ever signed in and it has no rights",
            90,
            "anonymised",
            never_used,
            remove_accounts,
        ),
        Kept(
            "they last signed in, where it has no rights any more", 730, "anonymised", no_longer_used, remove_accounts
        ),
    ),
    email="email",
    erase=remove_accounts,
)
restricted(
    "hub.Use",
    holds="The address of somebody who told where something from here was cited. What was cited is public once shown.",
    why="To ask them about it.",
    seen_by="hub.change_use",
    kept=(Kept("it was decided", 90, "e-mail address erased", decided_uses, change(email="")),),
    email="email",
    erase=change(email=""),
)
restricted(
    "hub.PreviewLink",
    holds="Which draft was shown to whom outside, by a role or an organisation, until when, and who made the link.",
    why="So that an editor can end it, and that it is known who could read what.",
    seen_by="wagtailadmin.access_admin",
    kept=(Kept("it ended", 90, "deleted", ended_preview_links, delete),),
    account=("made_by",),
)
restricted(
    "home.Subscription",
    holds="The address of somebody who asked for updates by mail, what about, how often, and when we last wrote.",
    why="To send what they asked for.",
    seen_by=NO_SCREEN,
    kept=(
        Kept("it was asked for, where nobody confirmed it", 7, "deleted", unconfirmed_subscriptions, delete),
        Kept("mail to it came back for good", 90, "deleted", unreachable_subscriptions, delete),
    ),
    stays="Until its reader ends it: then it is deleted at once.",
    email="email",
    erase=delete,
)
restricted(
    "home.Mailing",
    holds="That a mail of updates was sent to a subscriber, and when.",
    why="So that none is sent twice.",
    seen_by=NO_SCREEN,
    kept=(Kept("it was sent", 90, "deleted", old_mailings, delete),),
    goes_with="home.Subscription",
    email="subscription__email",
    erase=delete,
)
restricted(
    "home.MailedUpdate",
    holds="Which updates a subscriber was mailed.",
    why="So that none is sent twice.",
    seen_by=NO_SCREEN,
    goes_with="home.Mailing",
    email="subscription__email",
    erase=delete,
)
restricted(
    "home.Reply",
    holds="What a reader says to a piece of news, and their address. The words are public once shown.",
    why="To show it, and to ask them about it.",
    seen_by="home.change_reply",
    kept=(
        Kept("it was decided", 90, "e-mail address erased", decided_replies, change(email="")),
        Kept("it was declined", 180, "deleted", declined_replies, delete),
    ),
    email="email",
    erase=delete,
)
restricted(
    "hub.Access",
    holds="Who saw, took away or erased which restricted data, and when. Nothing of what it said.",
    why="To find out whether somebody looked at what they had no reason to.",
    seen_by="hub.view_access",
    kept=(Kept("it was logged", 730, "deleted", old_accesses, delete),),
)
restricted(
    "sessions.Session",
    holds="That somebody is signed in, since when, when they last came, and in which kind of browser.",
    why="To know them on the next page, and so that they see where they are signed in.",
    seen_by="the person themselves",
    kept=(Kept("it has run out", 0, "deleted", expired_sessions, delete),),
)
restricted(
    "django_tasks_database.DBTaskResult",
    holds="What a worker is to do and with what, such as the address and the words of a letter.",
    why="So that it is done once its turn has come, and that it is known what could not be done.",
    seen_by=NO_SCREEN,
    kept=(
        Kept("it was done", 0, "deleted", tasks_done, delete),
        Kept("it failed", 14, "deleted", tasks_failed, delete),
    ),
    email="args_kwargs__args__1",
    erase=delete,
)
restricted(
    "hub.Tries",
    holds="How often a password or a code was wrong in a row; for whom and from where, only as a digest.",
    why="So that nobody can guess them.",
    seen_by=NO_SCREEN,
    kept=(Kept("the last try", FORGOTTEN_AFTER.days, "deleted", old_tries, delete),),
)
# Kept by libraries for an account: label, what it holds, the lookup of the account, how long.
OF_AN_ACCOUNT = (
    ("account.EmailAddress", "The address, as the library that signs people in keeps it.", "user", ()),
    ("account.EmailConfirmation", "That an address was to be confirmed.", "email_address__user", ()),
    ("mfa.Authenticator", "The secrets of somebody’s second factors, encrypted, and when they were used.", "user", ()),
    ("wagtailusers.UserProfile", "How somebody likes the admin.", "user", ()),
    ("wagtailcore.PageSubscription", "Which pages an editor is told about.", "user", ()),
    ("wagtailcore.APIToken", "A key to Wagtail’s own interface.", "user", ()),
    (
        "wagtailadmin.FormState",
        "What an editor typed and previewed.",
        "user",
        (Kept("it was last saved", 7, "deleted", old_drafts_of_forms, delete),),
    ),
    (
        "wagtailadmin.EditingSession",
        "Who has which form open.",
        "user",
        (Kept("it was last open", 7, "deleted", old_editing, delete),),
    ),
)
for label, holds, account, kept in OF_AN_ACCOUNT:
    restricted(
        label,
        holds=holds,
        why="So that the account works.",
        seen_by=NO_SCREEN,
        kept=kept,
        goes_with="hub.User",
        account=(account,),
        erase=delete,
    )
# The record of the editors' work: label, what it holds, the lookup of the account.
RECORDS = (
    ("wagtailcore.ModelLogEntry", "Who did what to something that is no page.", "user"),
    ("wagtailcore.PageLogEntry", "Who did what to a page.", "user"),
    ("wagtailcore.Revision", "Each version of a page or a scheme, and who saved it.", "user"),
    ("wagtailcore.Comment", "What editors said to each other about a page.", "user"),
    ("wagtailcore.CommentReply", "What editors answered.", "user"),
    ("wagtailcore.WorkflowState", "Who asked for a page to be looked at.", "requested_by"),
    ("wagtailcore.TaskState", "Who looked at it, and what they said.", "finished_by"),
)
for label, holds, account in RECORDS:
    restricted(
        label,
        holds=holds,
        why="The record of the editors’ work.",
        seen_by="wagtailadmin.access_admin",
        stays="Kept with what it is about. What a restricted row was called is taken out once the row has gone.",
        account=(account,),
    )
unrestricted("hub", "GoneAddress HubDocument HubImage HubRendition Identifier SecondPersonTask Synonym Topic")
unrestricted(
    "home",
    "AccessibilityStatementPage BrokenLink Bundle BundledPage HomePage MailRun NewsIndexPage NewsPage Pack PageAnswer "
    "PageReading SearchWord StandardPage Update",
)
# Wagtail and what it stands on: what they hold is public, or says nothing of anybody.
unrestricted("auth", "Group Permission")
unrestricted("contenttypes", "ContentType")
unrestricted("taggit", "Tag TaggedItem")
unrestricted("wagtailadmin", "Admin")
unrestricted("wagtaildocs", "Document")
unrestricted("wagtailembeds", "Embed")
unrestricted("wagtailimages", "Image Rendition")
unrestricted("wagtailredirects", "Redirect")
unrestricted("wagtailsearch", "IndexEntry SQLiteFTSIndexEntry")
unrestricted("wagtailsearchpromotions", "Query QueryDailyHits SearchPromotion")
unrestricted(
    "wagtailcore",
    "Collection CollectionViewRestriction GroupApprovalTask GroupCollectionPermission GroupPagePermission "
    "GroupSitePermission Locale Page PageViewRestriction ReferenceIndex Site Task UploadedFile Workflow "
    "WorkflowContentType WorkflowPage WorkflowTask",
)
unrestricted(
    "wagtail_localize",
    "LocaleSynchronization OverridableSegment RelatedObjectSegment SegmentOverride String StringSegment "
    "StringTranslation Template TemplateSegment TranslatableObject Translation TranslationContext TranslationLog "
    "TranslationSource",
)
