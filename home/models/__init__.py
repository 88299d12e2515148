from .accessibility import AccessibilityStatementPage
from .bundles import Bundle, BundledPage
from .feedback import PageAnswer
from .home import HomePage
from .links import BrokenLink
from .news import NewsIndexPage, NewsPage
from .packs import Pack
from .readings import PageReading
from .replies import Reply
from .standard import StandardPage
from .subscriptions import MailedUpdate, Mailing, MailRun, Subscription
from .updates import Update
from .vocabulary import SearchWord

__all__ = [
    "AccessibilityStatementPage",
    "BrokenLink",
    "Bundle",
    "BundledPage",
    "HomePage",
    "MailRun",
    "MailedUpdate",
    "Mailing",
    "NewsIndexPage",
    "NewsPage",
    "Pack",
    "PageAnswer",
    "PageReading",
    "Reply",
    "SearchWord",
    "StandardPage",
    "Subscription",
    "Update",
]
