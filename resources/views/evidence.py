from django.views.generic import TemplateView

from resources.evidence import DIRECTION_MEANINGS, EMMIE, LADDER, LEVEL_MEANINGS, SaidBy


class EvidenceView(TemplateView):
    """What the words on evidence mean, who chooses them and how to appeal."""

    template_name = "resources/evidence.html"
    extra_context = {
        "levels": [(level.label, LEVEL_MEANINGS[level], [one.label for one in LADDER[level]]) for level in LADDER],
        "directions": [(direction.label, meaning) for direction, meaning in DIRECTION_MEANINGS.items()],
        "marks": [(name, asked) for _field, name, asked in EMMIE],
        "sources": SaidBy.labels,
    }
