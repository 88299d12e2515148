"""An address of every route, with arguments that name rows of one prison."""

from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import quote

from hub.accesses import shown_by

PAGE = {"page_id", "parent_page_id", "content_type_id", "root_page_id", "parent_pk", "page_to_move_id"}


def row_of(route, planted):
    """The row that a screen of the admin shows, where one of its model was planted."""
    with suppress(LookupError):
        model = shown_by(SimpleNamespace(view_name=route.name, func=route.view, kwargs={}))
        return planted.get(model._meta.label) if model else None


def values_for(route, planted, prison, home):
    """{argument: text} that leads somewhere, as far as one can tell from its name."""
    submission, returned = planted["directory.Submission"], planted["directory.Return"]
    row = row_of(route, planted)
    known = {
        "code": prison.pk,
        "reference": submission.reference,
        "scheme": returned.scheme.code,
        "year": returned.year,
        "slug": prison.slug,
        "verb": "withdraw",
        "language": "en-gb",
        "extension": "json",
        "app_label": "hub",
        "model_name": "user",
        "token": planted["home.Subscription"].token,
        "restriction_id": 1,
        "section": "pages",
    }
    if "files" in route.form and "practice" in route.name:
        known["pk"] = planted["directory.SubmissionFile"].pk
    values = {name: known.get(name, 1) for name in route.wants}
    for name in route.wants:
        if name in PAGE:
            values[name] = home.pk
        elif row and (name == "pk" or name.endswith("_id")) and name not in known:
            values[name] = row.pk
    return {name: quote(str(value)) for name, value in values.items()}
