from .accessibility import AccessibilityStatementPage
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .standard import StandardPage

__all__ = ["AccessibilityStatementPage", "HomePage", "NewsIndexPage", "NewsPage", "StandardPage"]
