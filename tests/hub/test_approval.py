import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from hub.models import SecondPersonTask
from tests.factories import StandardPageFactory, UserFactory


@pytest.fixture
def task(home):
    """The one step of the workflow that a new hub has for all pages."""
    return SecondPersonTask.objects.get()


def moderator(**fields):
    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


@pytest.fixture
def writer(db):
    return moderator()


@pytest.fixture
def page(home, task, writer):
    """A draft that somebody wrote and asked to be approved."""
    page = StandardPageFactory(parent=home, live=False, slug="draft")
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    return page


def approve(client, user, page):
    state = page.current_workflow_task_state
    client.force_login(user)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    client.post(address, {"comment": ""})
    page.refresh_from_db()
    return page.live


def test_a_new_hub_asks_a_second_person_about_every_page(home, task):
    workflow = StandardPageFactory(parent=home).get_workflow()

    assert [step.specific for step in workflow.tasks] == [task]
    assert [group.name for group in task.groups.all()] == ["Moderators"]


def test_nobody_approves_what_they_wrote(client, page, writer):
    assert not approve(client, writer, page)
    assert page.current_workflow_state


def test_somebody_else_approves_it_and_it_is_published(client, page):
    assert approve(client, moderator(), page)


def test_administrators_do_not_approve_their_own_work_either(client, page):
    boss = UserFactory(is_superuser=True, is_staff=True)
    page.save_revision(user=boss)

    assert not approve(client, boss, page)


def test_who_changed_it_along_the_way_wrote_it_too(client, page, task):
    colleague = moderator()
    page.save_revision(user=colleague)

    assert [name for name, _label, _asks in task.get_actions(page, colleague)] == ["reject"]
    assert not approve(client, colleague, page)


def test_changing_and_approving_with_one_press_is_refused(page):
    colleague = moderator()
    state = page.current_workflow_task_state
    page.save_revision(user=colleague)

    with pytest.raises(ValidationError, match="somebody else has to approve"):
        state.task.specific.on_action(state, colleague, "approve")


def test_who_wrote_an_earlier_published_version_may_approve_the_next(client, page, writer, task):
    page.current_workflow_state.cancel()
    page.get_latest_revision().publish()
    page.refresh_from_db()
    colleague = moderator()
    page.save_revision(user=colleague)
    page.get_workflow().start(page, colleague)

    assert "approve" in [name for name, _label, _asks in task.get_actions(page, writer)]
    assert "approve" not in [name for name, _label, _asks in task.get_actions(page, colleague)]
