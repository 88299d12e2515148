from .accessibility import AccessibilityStatementPage
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .standard import StandardPage
from .vocabulary import SearchWord

__all__ = ["AccessibilityStatementPage", "HomePage", "NewsIndexPage", "NewsPage", "SearchWord", "StandardPage"]
