"""What sharing practice is, for everyone, and the blank forms; and the way in for who has an account."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from directory.models import Membership
from directory.practice.blank_form import word_template
from directory.practice.questions import DECLARATIONS, GROUPS, MINUTES, SubmitterRole


class StartView(TemplateView):
    template_name = "directory/share/start.html"
    extra_context = {"groups": GROUPS, "minutes": MINUTES}


class PaperFormView(TemplateView):
    template_name = "directory/share/paper_form.html"
    extra_context = {"groups": GROUPS, "roles": SubmitterRole.labels, "declarations": DECLARATIONS.values()}


class WordFormView(View):
    def get(self, request):
        answer = HttpResponse(
            word_template(), content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        )
        answer["Content-Disposition"] = 'attachment; filename="share-your-practice.docx"'
        return answer


@method_decorator(never_cache, name="dispatch")
class ChoosePrisonView(LoginRequiredMixin, TemplateView):
    """On to the prison that somebody acts for; to choose from where there are several, or none yet."""

    template_name = "directory/share/choose.html"

    def get(self, request):
        memberships = list(Membership.objects.filter(user=request.user).select_related("prison"))
        if len(memberships) == 1:
            return redirect("practice:index", memberships[0].prison_id)
        return self.render_to_response(self.get_context_data(memberships=memberships))
