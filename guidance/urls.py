"""The addresses below a guidance document's own. Each view takes the page and the request."""

from django.urls import include, path, register_converter

from .models.editions import VERSION
from .views import consultations, documents, formats, outcome, pilots, practice, responding, self_assessment


class VersionConverter:
    regex = VERSION.pattern

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(VersionConverter, "version")

response = [
    path("", responding.tasks, name="response"),
    path("about/", responding.about, name="response_about"),
    path("question/<int:pk>/", responding.question, name="response_question"),
    path("comment/", responding.new_comment, name="response_new_comment"),
    path("comment/<int:pk>/", responding.comment, name="response_comment"),
    path("comment/<int:pk>/delete/", responding.delete, name="response_delete"),
    path("colleagues/", responding.colleagues, name="response_colleagues"),
    path("review/", responding.review, name="response_review"),
    path("receipt/", responding.receipt, name="response_receipt"),
]

urlpatterns = [
    path("", documents.document, name="document"),
    path("editions/", documents.history, name="history"),
    path("editions/<version:version>/", documents.edition, name="edition"),
    path("editions/<version:version>/<slug:form>.pdf/", formats.pdf, name="pdf"),
    path("editions/<version:version>/document.txt/", formats.text, name="text"),
    path("editions/<version:version>/cite.<slug:extension>/", formats.cite, name="cite_edition"),
    path("editions/<version:version>/clause/<slug:key>/cite.<slug:extension>/", formats.cite, name="cite_clause"),
    path("changes.atom/", formats.feed, name="feed"),
    path("compare/", documents.choose_comparison, name="choose_comparison"),
    path("compare/<version:before>/<version:after>/", documents.comparison, name="comparison"),
    path("clause/<slug:key>/", documents.clause, name="clause"),
    path("editions/<version:version>/clause/<slug:key>/", documents.clause, name="edition_clause"),
    path("practice/", practice.practice, name="practice"),
    path("practice/cite.<slug:extension>/", practice.cite, name="cite_practice"),
    path("practice.csv/", practice.practice_csv, name="practice_csv"),
    path("practice.csv-metadata.json/", practice.practice_csv, name="practice_csv_description"),
    path("self-assessment/", self_assessment.newest, name="newest_self_assessment"),
    path("self-assessment/<version:version>/", self_assessment.self_assessment, name="self_assessment"),
    path("pilots/", pilots.pilots, name="pilots"),
    path("consultation/", consultations.newest, name="newest_consultation"),
    path("consultation/<version:version>/", consultations.consultation, name="consultation"),
    path("consultation/<version:version>/form/", consultations.paper_form, name="paper_form"),
    path("consultation/<version:version>/respond/", consultations.begin, name="begin_response"),
    path("consultation/<version:version>/respond/open/", consultations.resume, name="resume_response"),
    path("consultation/<version:version>/respond/<slug:code>/", include(response)),
    path("consultation/<version:version>/outcome/", outcome.outcome, name="outcome"),
    path("consultation/<version:version>/outcome.csv/", outcome.outcome_csv, name="outcome_csv"),
    path(
        "consultation/<version:version>/outcome.csv-metadata.json/", outcome.outcome_csv, name="outcome_csv_description"
    ),
]
