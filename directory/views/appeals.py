from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.generic import FormView, TemplateView

from directory.access import MemberMixin
from directory.forms.appeals import AppealForm
from directory.notices import tell_once_settled
from directory.ratings import confirmed_of, ratings_of
from resources.models import Appeal


class RatingsView(MemberMixin, TemplateView):
    """How a prison's practice is rated, with the appeals of its team and what came of them."""

    template_name = "directory/ratings.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, ratings=ratings_of(self.prison))


class AppealView(MemberMixin, FormView):
    template_name = "directory/appeal.html"
    form_class = AppealForm

    @cached_property
    def rating(self):
        return get_object_or_404(confirmed_of(self.prison), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        appeal = Appeal(rating=self.rating, language=get_language(), from_whom=self.prison.name)
        return {**super().get_form_kwargs(), "instance": appeal}

    def form_valid(self, form):
        try:
            form.instance.lodge(self.request.user)
            tell_once_settled(form.instance, "lodged", self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return redirect("my_ratings:ratings", code=self.prison.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, rating=self.rating)
