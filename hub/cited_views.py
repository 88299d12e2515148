from django.http import Http404

from . import citation
from .models import Identifier


class CitedView:
    """A view, of no page of Wagtail's, whose subject can be cited: a mixin that adds the box, the head and the header.

    With `extension` in its address it answers with the citation as a file, or with the linkset.
    """

    cite_heading = ""

    def cited_as(self):
        """(kind, key, CSL-JSON, relations) of what it shows, or None where that is not to be cited.

        Kind and key are the identifier's, the relations those of `hub.citation.cited`.
        """
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        told = self.cited_as()
        if told:
            kind, key, item, self.relations = told
            identifier = Identifier.objects.named(kind, key)
            self.item = citation.named(item, identifier)
            cited = citation.cited(self.item, heading=self.cite_heading, relations=self.relations)
            context |= {"citation": cited, "identifier": identifier}
        return context

    def render_to_response(self, context, **kwargs):
        cited = context.get("citation")
        if "extension" in self.kwargs:
            if not cited:
                raise Http404
            return citation.download(self.item, self.kwargs["extension"], self.relations)
        response = super().render_to_response(context, **kwargs)
        if cited:
            response["Link"] = citation.signposting(cited["relations"])
        return response
