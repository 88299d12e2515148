"""What a practice example need not be asked for again, because the profile of its scheme says it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..profile import fact

LEAD = ("staff_lead", "staff_hours")


def known_of(scheme):
    """({name of a question: answer}, recommendations) that a profile knows, in the active language."""
    prison = scheme.prison
    kind = prison.get_function_display() or prison.get_gender_display()
    facts = [fact(scheme, name) for name in LEAD]
    answers = {
        "started": date_format(scheme.started_on, "YEAR_MONTH_FORMAT") if scheme.started_on else "",
        "context": _("Kind of prison: %(kind)s.") % {"kind": kind} if kind else "",
        "staffing": "\n".join(f"{one.label}: {', '.join(map(str, one.words))}" for one in facts if one.words),
    }
    return answers, scheme.recommendations.all()
