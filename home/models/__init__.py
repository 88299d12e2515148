from .accessibility import AccessibilityStatementPage
from .bundles import Bundle, BundledPage
from .feedback import PageAnswer
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .packs import Pack
from .replies import Reply
from .standard import StandardPage
from .subscriptions import MailedUpdate, Mailing, Subscription
from .updates import Update
from .vocabulary import SearchWord

__all__ = [
    "AccessibilityStatementPage",
    "Bundle",
    "BundledPage",
    "HomePage",
    "MailedUpdate",
    "Mailing",
    "NewsIndexPage",
    "NewsPage",
    "Pack",
    "PageAnswer",
    "Reply",
    "SearchWord",
    "StandardPage",
    "Subscription",
    "Update",
]
