from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from .bundle_viewset import BundleViewSet
from .citing_viewsets import IdentifierViewSet, UseViewSet
from .feedback_views import FeedbackReportView
from .links.report import LinkReportView
from .models import AccessibilityStatementPage, NewsPage, StandardPage
from .pack.report import PackDownloadView, PackReportView
from .reading_report import PageReadingView, ReadingReportView
from .reply_viewset import ReplyViewSet
from .review_report import PERMISSION, ReviewReportView, StillRightView
from .updates.report import SubscriptionReportView
from .welsh_report import WelshReportView


class NewsListing(PageListingViewSet):
    model = NewsPage
    icon = "date"
    menu_label = "News"
    menu_order = 220
    add_to_admin_menu = True
    list_filter = ["kind", "live", "locale"]


class StandardListing(PageListingViewSet):
    model = StandardPage
    icon = "doc-empty"
    menu_label = "Pages"
    list_filter = ["live", "locale"]


class StatementListing(PageListingViewSet):
    model = AccessibilityStatementPage
    icon = "help"
    menu_label = "Accessibility statements"
    list_filter = ["live", "locale"]


class SiteGroup(ViewSetGroup):
    menu_label = "About this site"
    menu_icon = "site"
    menu_order = 230
    items = (StandardListing("standard_pages"), StatementListing("accessibility_statements"))


@hooks.register("register_admin_viewset")
def register_listings():
    return [NewsListing("news_items"), BundleViewSet("bundles"), ReplyViewSet("replies"), SiteGroup(), CitingGroup()]


class CitingGroup(ModelViewSetGroup):
    menu_label = "Citing"
    menu_icon = "link"
    menu_order = 225
    items = (UseViewSet("uses_admin", url_prefix="uses"), IdentifierViewSet("identifiers"))


@hooks.register("register_log_actions")
def register_actions(actions):
    actions.register_action("home.decide_use", "Decide on a use", "Decided on")
    actions.register_action("home.approve_bundle", "Approve a bundle", "Approved the bundle for its time")
    actions.register_action("home.publish_bundle", "Publish a bundle", "Published the bundle")
    actions.register_action("home.review_page", "Review", "Looked at it: still right")
    actions.register_action("home.decide_reply", "Decide on a reply", "Decided on")
    actions.register_action("home.ask_for_pack", "Have an offline pack built", "Had the offline pack built")


@hooks.register("register_admin_urls")
def register_reports():
    return [
        path("reports/feedback/", FeedbackReportView.as_view(), name="feedback_report"),
        path("reports/packs/", PackReportView.as_view(), name="pack_report"),
        path("reports/packs/<int:pk>/", PackDownloadView.as_view(), name="pack_download"),
        path("reports/subscriptions/", SubscriptionReportView.as_view(), name="subscription_report"),
        path("reports/reading/", ReadingReportView.as_view(), name="reading_report"),
        path("pages/<int:pk>/reading/", PageReadingView.as_view(), name="page_reading"),
        path("reports/reading/results/", ReadingReportView.as_view(results_only=True), name="reading_report_results"),
        path("reports/review/", ReviewReportView.as_view(), name="review_report"),
        path("reports/review/results/", ReviewReportView.as_view(results_only=True), name="review_report_results"),
        path("pages/<int:pk>/still-right/", StillRightView.as_view(), name="review_page"),
        path("reports/links/", LinkReportView.as_view(), name="link_report"),
        path("reports/links/results/", LinkReportView.as_view(results_only=True), name="link_report_results"),
        path("reports/welsh/", WelshReportView.as_view(), name="welsh_report"),
        path("reports/welsh/results/", WelshReportView.as_view(results_only=True), name="welsh_report_results"),
    ]


class ReportMenuItem(MenuItem):
    """A report for those with a permission."""

    def __init__(self, view, name, permission, **kwargs):
        super().__init__(view.page_title, reverse_lazy(name), icon_name=view.header_icon, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


@hooks.register("register_reports_menu_item")
def register_feedback_menu_item():
    return ReportMenuItem(FeedbackReportView, "feedback_report", "home.view_pageanswer", order=900)


@hooks.register("register_reports_menu_item")
def register_pack_menu_item():
    return ReportMenuItem(PackReportView, "pack_report", "home.view_pack", order=920)


@hooks.register("register_reports_menu_item")
def register_subscription_menu_item():
    return ReportMenuItem(SubscriptionReportView, "subscription_report", "home.view_mailrun", order=905)


@hooks.register("register_reports_menu_item")
def register_reading_menu_item():
    return ReportMenuItem(ReadingReportView, "reading_report", "home.view_pagereading", order=930)


@hooks.register("register_reports_menu_item")
def register_link_menu_item():
    return ReportMenuItem(LinkReportView, "link_report", "home.view_brokenlink", order=940)


@hooks.register("register_reports_menu_item")
def register_review_menu_item():
    return ReportMenuItem(ReviewReportView, "review_report", PERMISSION, order=950)


@hooks.register("register_reports_menu_item")
def register_welsh_menu_item():
    url = reverse_lazy("welsh_report")
    return MenuItem(WelshReportView.page_title, url, icon_name=WelshReportView.header_icon, order=910)


@hooks.register("construct_reports_menu")
def hide_what_people_searched_for(request, menu_items):
    """No search is stored, so Wagtail's report of them would always be empty."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
