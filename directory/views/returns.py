"""The pages on which a prison fills in and sends its monitoring returns. Nobody else finds them.

What cannot be stored is shown back, with status 200: some networks put a page of their own in place of an error.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from directory.access import MemberMixin
from directory.forms.returns import MessageForm, SectionForm, UploadForm
from directory.models import Return, Scheme
from directory.models.returns import WITH_EDITORS, Marker, Reason, ReturnStatus
from directory.monitoring import returning
from directory.monitoring.files import NotATableError, as_csv, take_in
from directory.monitoring.indicators import catalogue
from directory.monitoring.lines import to_read
from directory.monitoring.returning import RefusedError, StaleError, UnfinishedError

# What a redirect says with ?note= about what was done.
NOTES = {
    "saved": _("Saved."),
    "written": _("Your message was added."),
    "closed": _("This return is with the editors: it cannot be changed now. Nothing was saved."),
    "unfinished": _("It was not sent. Put right first what stands below."),
}


class OfReturn:
    """What a page about one return shares: the return of the scheme and the year that its address names."""

    def dispatch(self, request, *args, scheme, year, **kwargs):
        scheme = get_object_or_404(Scheme.objects.select_related("prison"), prison=self.prison, code=scheme)
        self.returned = returning.return_of(scheme, year)
        if self.returned.pk is None and year not in returning.years():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def address(self, name, *args):
        code = [self.prison.pk, self.returned.scheme.code, self.returned.year]
        return reverse(f"returns:{name}", args=[*code, *args])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            returned=self.returned,
            base=self.address("overview"),
            **{"note": NOTES.get(self.request.GET.get("note"))} | kwargs,
        )


class ReturnPage(MemberMixin, OfReturn, TemplateView):
    """A page about one return."""


class ReturnAction(MemberMixin, OfReturn, View):
    """Something that is done to one return."""


class ReturnsView(MemberMixin, TemplateView):
    """Each scheme of the prison with its years, how far they are, and the minutes that they take."""

    template_name = "directory/returns/index.html"

    def get_context_data(self, **kwargs):
        schemes = list(self.prison.schemes.order_by("code"))
        stored = {}
        for row in Return.objects.filter(scheme__in=schemes):
            stored.setdefault(row.scheme_id, {})[row.year] = row
        years = returning.years()
        listed = []
        for scheme in schemes:
            rows = {year: Return(scheme=scheme, year=year) for year in years} | stored.get(scheme.pk, {})
            listed.append((scheme, [rows[year] for year in sorted(rows, reverse=True)]))
        hours, core_hours = (round(minutes / 60) for minutes in (catalogue().minutes, catalogue().core_minutes))
        return super().get_context_data(schemes=listed, hours=hours, core_hours=core_hours, **kwargs)


class OverviewView(ReturnPage):
    """How far a return is, page by page, and what was written about it."""

    template_name = "directory/returns/overview.html"

    def get_context_data(self, **kwargs):
        values = returning.values_of(self.returned)
        problems = returning.problems_of(self.returned, values)
        sections = [
            {
                "section": section,
                "minutes": catalogue().minutes_in(section),
                **counts(problem for problem in problems if problem.part.key in section.parts),
            }
            for section in catalogue().sections.values()
        ]
        thread = self.returned.queries.all() if self.returned.pk else []
        return super().get_context_data(
            **{"sections": sections, "thread": thread, "form": MessageForm(), "upload": UploadForm()} | kwargs,
            with_editors=self.returned.status in WITH_EDITORS,
            markers=Marker.choices,
            reasons=Reason.choices,
        )


def counts(problems):
    """How many of `problems` are only empty still, and how many others keep a return from being sent."""
    problems = list(problems)
    blank = sum(problem.is_blank for problem in problems)
    return {"blank": blank, "wrong": sum(problem.blocks for problem in problems) - blank}


class SectionView(ReturnPage):
    """One page of a return. What is typed is kept, right or wrong; what is wrong is said beside it."""

    template_name = "directory/returns/section.html"

    def get(self, request, section):
        section = section_or_404(section)
        if not self.returned.is_writable:
            return redirect(self.address("overview"))
        stored = returning.values_of(self.returned)
        form = self.form_of(section, {key: returning.said(stored.get(key)) for key in section.parts}, stored)
        form.show(returning.problems_of(self.returned, stored))
        return self.render(form)

    def post(self, request, section):
        section = section_or_404(section)
        form = SectionForm(section, request.POST, before=returning.numbers_before(self.returned))
        form.is_valid()
        answers = form.answers
        try:
            returning.save(self.returned, answers, saw=form.cleaned_data["seen"], page=section.parts)
        except RefusedError:
            return self.render(form, note=NOTES["closed"])
        except StaleError as stale:
            form.show_again(returning.seen(stale.stored, section.parts))
            return self.render(form, changed=changed_meanwhile(section, answers, stale.stored))
        stored = returning.values_of(self.returned)
        if form.errors:
            form.show_again(returning.seen(stored, section.parts))
            return self.render(form)
        problems = returning.problems_of(self.returned, stored)
        if any(found.blocks and not found.is_blank for found in problems if found.part.key in section.parts):
            return redirect(f"{self.address('section', section.slug)}?note=saved")
        return redirect(self.address_after(section))

    def form_of(self, section, answers, stored):
        before = returning.numbers_before(self.returned)
        return SectionForm.of(section, answers, seen=returning.seen(stored, section.parts), before=before)

    def address_after(self, section):
        slugs = list(catalogue().sections)
        rest = slugs[slugs.index(section.slug) + 1 :]
        return self.address("section", rest[0]) if rest else self.address("check")

    def render(self, form, **kwargs):
        return self.render_to_response(self.get_context_data(form=form, section=form.section, **kwargs))


def section_or_404(slug):
    if slug not in catalogue().sections:
        raise Http404
    return catalogue().sections[slug]


def changed_meanwhile(section, answers, stored):
    """[(part, ReturnValue)] of what is stored and is not what was just typed."""
    rows = [(part, stored.get(key)) for key, part in section.parts.items()]
    return [
        (part, row) for part, row in rows if row and part.key in answers and returning.said(row) != answers[part.key]
    ]


class CheckView(ReturnPage):
    """All that was returned, with what keeps it from being sent and what is unusual."""

    template_name = "directory/returns/check.html"

    def get_context_data(self, **kwargs):
        values = returning.values_of(self.returned)
        problems = returning.problems_of(self.returned, values)
        too_early = timezone.localdate() < self.returned.snapshot_day
        ready = not too_early and not any(problem.blocks for problem in problems)
        return super().get_context_data(
            sections=to_read(values, problems),
            **counts(problems),
            too_early=too_early,
            may_send=ready and self.returned.may_become(ReturnStatus.SENT),
            **kwargs,
        )


class SendView(ReturnAction):
    """Sending is signing off for the prison: an approver does it."""

    approvers_only = True

    def post(self, request):
        try:
            returning.send(self.returned, request.user)
        except (RefusedError, UnfinishedError):
            return redirect(f"{self.address('check')}?note=unfinished")
        return redirect(self.address("receipt"))


class ReceiptView(ReturnPage):
    template_name = "directory/returns/receipt.html"

    def get(self, request):
        if self.returned.status not in WITH_EDITORS:
            return redirect(self.address("overview"))
        return super().get(request)


class MessageView(OverviewView):
    """Writing to the editors about a return that they have."""

    http_method_names = ["post"]

    def post(self, request):
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            returning.reply(self.returned, form.cleaned_data["text"], request.user)
        except RefusedError:
            raise Http404 from None
        return redirect(f"{self.address('overview')}?note=written#messages")


class TableView(ReturnAction):
    """The return as a table to fill in, with what is stored so far."""

    def get(self, request):
        response = HttpResponse(as_csv(returning.values_of(self.returned)), content_type="text/csv; charset=utf-8")
        name = f"{self.returned.scheme.code}-{self.returned.year}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class UploadView(OverviewView):
    """Taking in the table, with an account of every row."""

    http_method_names = ["post"]

    def post(self, request):
        upload = UploadForm(request.POST, request.FILES)
        if not upload.is_valid():
            return self.render_to_response(self.get_context_data(upload=upload))
        try:
            rows = take_in(self.returned, upload.cleaned_data["table"].read())
        except NotATableError as error:
            upload.add_error("table", error.args[0])
            return self.render_to_response(self.get_context_data(upload=upload))
        except RefusedError:
            return redirect(f"{self.address('overview')}?note=closed")
        self.template_name = "directory/returns/upload.html"
        return self.render_to_response(self.get_context_data(rows=rows))
