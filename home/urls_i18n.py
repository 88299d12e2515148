from django.urls import include, path, re_path

from .feedback_views import FeedbackView
from .pack.views import OfflineView, download
from .reply_views import RepliedView, ReplyView
from .use_views import ThanksView, UseView
from .views import OpenDataView, OpenSearchView, SearchView, identified, suggest, whole_data

urlpatterns = [
    path("data/", OpenDataView.as_view(), name="open_data"),
    path("data/cite.<slug:extension>", OpenDataView.as_view(), name="open_data_citation"),
    path("data/common-thread.zip", whole_data, name="whole_data"),
    re_path(r"^id/(?P<code>[\w-]{1,40})/?$", identified, name="identified"),
    re_path(r"^id/(?P<code>[\w-]{1,40})/(?P<clause>[\w-]{1,64})/?$", identified, name="identified_clause"),
    path("feedback/", FeedbackView.as_view(), name="feedback"),
    path("reply/<int:pk>/", ReplyView.as_view(), name="reply"),
    path("reply/thank-you/", RepliedView.as_view(), name="replied"),
    path("used-in/", UseView.as_view(), name="use"),
    path("used-in/thank-you/", ThanksView.as_view(), name="use_thanks"),
    path("", include("home.updates.urls")),
    path("offline/", OfflineView.as_view(), name="offline"),
    path("offline/<slug:name>.zip", download, name="offline_pack"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions.json", suggest, name="suggestions"),
    path("opensearch.xml", OpenSearchView.as_view(), name="opensearch"),
]
