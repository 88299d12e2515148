from .accessibility import AccessibilityStatementPage
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .standard import StandardPage
from .subscriptions import MailedUpdate, Mailing, Subscription
from .updates import Update
from .vocabulary import SearchWord

__all__ = [
    "AccessibilityStatementPage",
    "HomePage",
    "MailedUpdate",
    "Mailing",
    "NewsIndexPage",
    "NewsPage",
    "SearchWord",
    "StandardPage",
    "Subscription",
    "Update",
]
