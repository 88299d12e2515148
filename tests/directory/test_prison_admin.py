from directory.models import Prison


def test_code_and_address_of_a_prison_stay_when_it_is_edited(prison, editor_client):
    url = f"/admin/snippets/directory/prison/edit/{prison.pk}/"
    stored = Prison.objects.get(pk=prison.pk)
    data = {field.name: getattr(stored, field.name) or "" for field in Prison._meta.fields}
    data |= {"nomis_code": "ZZZ", "slug": "elsewhere", "name": "HMP Renamed", "holds_adults": "on"}
    data = {name: value for name, value in data.items() if name != "is_example"}

    response = editor_client.post(url, data)

    assert response.status_code == 302
    assert list(Prison.objects.values_list("pk", "slug", "name")) == [(prison.pk, prison.slug, "HMP Renamed")]
