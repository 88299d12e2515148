import pytest

from hub.models import Identifier
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    SchemeFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
)


@pytest.fixture
def publish():
    """A function that publishes a page and returns it as it is stored."""

    def publishing(page):
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return publishing


@pytest.fixture
def case_study(home, publish):
    return publish(CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), title="Help with meals"))


@pytest.fixture
def toolkit(home, publish):
    return publish(ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home), title="A first toolkit"))


@pytest.fixture
def guide(home, publish):
    return publish(
        GuidancePageFactory(
            parent=GuidanceIndexPageFactory(parent=home),
            title="A guide",
            document__reference="PSSC-G-07",
        )
    )


@pytest.fixture
def scheme(db):
    found = SchemeFactory(code="PSS-EXI-01", prison__nomis_code="EXI", summary="Meals and company.", live=False)
    found.save_revision().publish()
    return found


@pytest.fixture
def named():
    """A function that returns the one identifier of a kind, or of a kind and key."""

    def find(kind, key=None):
        return Identifier.objects.get(kind=kind, **({"key": str(key)} if key else {}))

    return find
