"""A permanent identifier is given once, leads to what it names for as long as that can be read, and then says so."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from wagtail.models import BaseViewRestriction, PageViewRestriction

from guidance.models import Edition, GuidancePage
from home import catalogue, open_data
from hub.models import Identifier
from tests.factories import CaseStudyPageFactory, VoiceIndexPageFactory, VoicePageFactory

HOST = "http://testserver"


def test_identifier_is_given_when_a_page_is_first_published_and_never_again(case_study, publish):
    [before] = Identifier.objects.all()

    publish(case_study)

    [after] = Identifier.objects.all()
    assert (after.pk, after.code, after.titles) == (before.pk, before.code, {"en-gb": "Help with meals"})
    assert after.changed_at > before.changed_at


def test_draft_has_no_identifier(case_study):
    page = CaseStudyPageFactory(parent=case_study.get_parent(), live=False)
    page.save_revision()

    assert not Identifier.objects.filter(key=page.translation_key).exists()


def test_voice_has_no_identifier(home, publish, client):
    page = publish(VoicePageFactory(parent=VoiceIndexPageFactory(parent=home)))

    assert not Identifier.objects.exists()
    assert "/id/" not in client.get(page.url).text
    assert client.get(f"{page.url}cite.json").status_code == 200


def test_permanent_link_is_in_the_box_and_leads_to_the_page(case_study, named, client):
    path = named("case-study").path

    assert f'<a href="{HOST}{path}">' in client.get(case_study.url).text
    response = client.get(path)
    assert (response.status_code, response.url) == (302, HOST + case_study.url)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_permanent_link_leads_to_the_language_that_the_reader_asks_for(case_study, in_welsh, named, client):
    welsh = in_welsh(case_study)
    path = named("case-study").path

    assert client.get(path, headers={"accept-language": "en"}).url == HOST + case_study.url
    assert client.get(path, headers={"accept-language": "cy, en;q=0.5"}).url == HOST + welsh.url
    assert client.get(f"/cy{path}").url == HOST + welsh.url


def test_permanent_link_leads_to_english_where_there_is_no_welsh(case_study, named, client):
    assert client.get(f"/cy{named('case-study').path}").url == HOST + case_study.url


def test_code_may_be_typed_in_capitals_with_hyphens(case_study, named, client):
    code = named("case-study").code.upper()

    assert client.get(f"/id/{code[:4]}-{code[4:]}/").url == HOST + case_study.url


@pytest.mark.parametrize("code", ["00000000", "a", "x" * 41, "%00%00", "ŵ", "..", "id/id"])
@pytest.mark.django_db
def test_code_that_was_never_given_is_not_found(code, client):
    assert client.get(f"/id/{code}", follow=True).status_code == 404


def test_document_leads_to_its_newest_edition_and_an_edition_to_itself(guide, named, client):
    page = GuidancePage.objects.get(pk=guide.pk)
    page.title, page.change, page.change_note = "A better guide", "minor", "Renamed."
    page.save_revision().publish()
    first, second = Edition.objects.order_by("minor")

    assert client.get(named("guidance", "PSSC-G-07").path).url == HOST + guide.url
    for edition in (first, second):
        assert client.get(named("edition", edition.pk).path).url == f"{HOST}{guide.url}editions/{edition.version}/"


def test_scheme_and_open_data_have_identifiers(scheme, named, client):
    open_data.publish()

    assert client.get(named("scheme", "PSS-EXI-01").path).url == HOST + scheme.get_absolute_url()
    assert client.get(named("dataset", "open-data").path).url == f"{HOST}/data/"
    assert client.get(f"/cy{named('dataset', 'open-data').path}").url == f"{HOST}/cy/data/"


# What is gone


def tombstone(client, path):
    response = client.get(path)
    assert response.status_code == 410
    return response.text


def test_what_was_unpublished_is_gone_with_its_title_and_comes_back_under_its_old_code(
    case_study, named, client, publish
):
    path = named("case-study").path
    case_study.unpublish()

    text = tombstone(client, path)
    assert "Help with meals" in text
    assert "noindex" in text
    assert tombstone(client, f"/cy{path}")

    publish(case_study)
    assert client.get(path).status_code == 302


def test_title_of_what_is_gone_is_withheld_where_an_editor_says_so(case_study, named, client):
    case_study.unpublish()
    Identifier.objects.update(title_withheld=True)

    assert "Help with meals" not in tombstone(client, named("case-study").path)


def test_what_was_deleted_is_gone(case_study, scheme, named, client):
    case_study.delete()
    scheme.delete()

    assert "Help with meals" in tombstone(client, named("case-study").path)
    assert tombstone(client, named("scheme").path)


def test_what_is_no_longer_for_everyone_is_gone(guide, named, client):
    PageViewRestriction.objects.create(page=guide, restriction_type=BaseViewRestriction.LOGIN)

    for kind in ("guidance", "edition"):
        assert tombstone(client, named(kind).path)


def test_identifier_cannot_be_deleted(case_study):
    with pytest.raises(TypeError):
        Identifier.objects.get().delete()
    with pytest.raises(TypeError):
        Identifier.objects.all().delete()


@pytest.mark.parametrize("change", [{"code": "forged01"}, {"kind": "toolkit"}, {"key": "forged"}])
def test_database_refuses_to_have_an_identifier_name_something_else(case_study, change):
    [identifier] = Identifier.objects.all()
    [(column, value)] = change.items()

    with pytest.raises(IntegrityError, match="always names the same"), transaction.atomic():
        Identifier.objects.update(**change)
    setattr(identifier, column, value)
    with pytest.raises(IntegrityError, match="always names the same"), transaction.atomic():
        identifier.save()
    with pytest.raises(IntegrityError, match="always names the same"), transaction.atomic(), connection.cursor() as raw:
        raw.execute(f"UPDATE hub_identifier SET {column} = %s", [value])


def test_database_refuses_to_delete_an_identifier(case_study):
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        Identifier.objects.all()._raw_delete(Identifier.objects.db)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic(), connection.cursor() as raw:
        raw.execute("DELETE FROM hub_identifier")

    assert Identifier.objects.count() == 1


def test_postgresql_refuses_to_empty_the_table(case_study):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has TRUNCATE.")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the end of the transaction that wrote the rows
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            cursor.execute("TRUNCATE hub_identifier CASCADE")


def test_everything_published_before_is_given_its_identifier_once(request, monkeypatch):
    with monkeypatch.context() as before_there_were_any:
        before_there_were_any.setattr(catalogue, "give", lambda kind, keys: [])
        for name in ("case_study", "toolkit", "guide", "scheme"):
            request.getfixturevalue(name)
    assert not Identifier.objects.exists()

    call_command("give_identifiers")
    before = set(Identifier.objects.values_list("kind", "key"))
    call_command("give_identifiers")

    assert set(Identifier.objects.values_list("kind", "key")) == before
    assert {kind for kind, _key in before} == {"case-study", "toolkit", "guidance", "edition", "scheme", "dataset"}
