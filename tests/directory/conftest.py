import pytest
from django.contrib.auth.models import Permission

from directory.practice.states import State
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, MembershipFactory, UserFactory


@pytest.fixture
def contributor(prison):
    return MembershipFactory(prison=prison).user


@pytest.fixture
def approver(prison):
    return MembershipFactory(prison=prison, role="approver").user


@pytest.fixture
def stranger(db):
    """Somebody who approves for another prison."""
    return MembershipFactory(role="approver").user


def new_editor():
    user = UserFactory(is_staff=True)
    codes = ["access_admin", "change_submission", "add_submission", "change_concern"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


@pytest.fixture
def reader(db):
    """An editor of practice examples and concerns, no superuser."""
    return new_editor()


@pytest.fixture
def case_studies(home):
    """The English list of case studies, published."""
    page = CaseStudyIndexPageFactory(parent=home, slug="case-studies")
    page.save_revision().publish()
    return page


@pytest.fixture
def at_state(case_studies):
    """A function that puts a submission into a state, however it came there."""

    def put(submission, state, **fields):
        if state in (State.PUBLISHED, State.CORRECTION_REQUESTED):
            submission.case_study = CaseStudyPageFactory(parent=case_studies, prison=submission.prison)
        submission.state = state
        for name, value in fields.items():
            setattr(submission, name, value)
        submission.save()
        return submission

    return put
