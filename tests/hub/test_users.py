import pytest
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command

from hub.models import User

PASSWORD = "a long password"
LOGIN = "/admin/login/"


@pytest.fixture
def anybody(db):
    return User.objects.create_user("reader@example.org", PASSWORD)


def sign_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"username": email, "password": password, "next": "/admin/"})


@pytest.mark.parametrize("email", ["editor@example.org", "EDITOR@Example.ORG", " Editor@example.org "])
def test_user_signs_in_by_email_in_any_case(email, client, editor):
    response = sign_in(client, email)

    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(editor.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("editor@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("editor", PASSWORD),
        ("editor@example.org", ""),
    ],
)
def test_user_does_not_sign_in_with_anything_else(email, password, client, editor):
    response = sign_in(client, email, password)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["\x00", "a" * 5000 + "@example.org", "' OR 1=1 --", "…"])
def test_odd_email_is_only_a_wrong_one(email, client, editor):
    response = sign_in(client, email)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_user_has_no_username(anybody):
    assert User.USERNAME_FIELD == "email"
    assert anybody.get_username() == "reader@example.org"
    with pytest.raises(FieldDoesNotExist):
        User._meta.get_field("username")


def test_email_is_kept_in_lower_case(db):
    user = User.objects.create_user("Someone@Example.ORG", PASSWORD)

    user.refresh_from_db()
    assert user.email == "someone@example.org"


@pytest.mark.parametrize("email", ["", None])
def test_user_needs_an_email(email, db):
    with pytest.raises(ValueError, match="email"):
        User.objects.create_user(email, PASSWORD)


def test_user_is_nobody_special_and_the_password_is_hashed(anybody):
    assert not anybody.is_staff
    assert not anybody.is_superuser
    assert anybody.password != PASSWORD
    assert anybody.check_password(PASSWORD)


def test_superuser_is_made_from_the_command_line_by_email(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Boss@example.org", verbosity=0)

    boss = User.objects.get()

    assert boss.email == "boss@example.org"
    assert boss.is_superuser
    assert boss.is_staff
    assert boss.check_password(PASSWORD)


def test_superuser_opens_the_admin(editor_client):
    assert editor_client.get("/admin/").status_code == 200


def test_user_without_rights_does_not_open_the_admin(client, anybody):
    client.force_login(anybody)

    response = client.get("/admin/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith(LOGIN)


def test_stranger_is_asked_to_sign_in(client, db):
    response = client.get("/admin/")

    assert response.headers["Location"] == f"{LOGIN}?next=/admin/"


@pytest.mark.parametrize("address", ["", "new/", "edit/{pk}/"])
def test_users_are_managed_without_usernames(address, editor_client, anybody):
    response = editor_client.get("/admin/users/" + address.format(pk=anybody.pk))

    assert response.status_code == 200
    assert 'name="username"' not in response.text


def new_user(email):
    return {
        "email": email,
        "first_name": "New",
        "last_name": "Person",
        "password1": "jellyfish umbrella",
        "password2": "jellyfish umbrella",
    }


def test_user_made_in_the_admin_signs_in_in_any_case(editor_client, client):
    editor_client.post("/admin/users/new/", new_user("New.Person@Example.org"))

    found = User.objects.get_by_natural_key("new.person@example.org")

    assert found.check_password("jellyfish umbrella")


def test_admin_refuses_an_email_that_differs_from_another_only_in_case(editor_client, anybody):
    response = editor_client.post("/admin/users/new/", new_user("Reader@Example.org"))

    assert response.status_code == 200
    assert User.objects.filter(email__iexact=anybody.email).count() == 1
