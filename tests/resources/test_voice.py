import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from resources.models.voices import Role, Shape
from tests.factories import PrisonFactory, VoiceIndexPageFactory, VoicePageFactory

WORDS = "We wrote the list together."
MORE = "More of what was said."
BODIES = {
    Shape.QUOTE: [("text", f"<p>{MORE}</p>")],
    Shape.TESTIMONY: [("text", f"<p>{MORE}</p>"), ("text", "<p>And then more.</p>")],
    Shape.POINTS: [("points", [MORE, "Another point."])],
    Shape.INTERVIEW: [
        ("exchange", {"speaker": "Interviewer", "text": "<p>What changed?</p>"}),
        ("exchange", {"speaker": "Buddy", "text": f"<p>{MORE}</p>"}),
    ],
}


@pytest.fixture
def index(home):
    return VoiceIndexPageFactory(parent=home)


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


# Who speaks


@pytest.mark.parametrize("field", ["role", "attribution", "credit", "setting", "shape", "quote", "context"])
def test_voice_without_it_is_refused(index, field):
    with pytest.raises(ValidationError) as error:
        VoicePageFactory(parent=index, **{field: ""})

    assert list(error.value.message_dict) == [field]


def test_editor_cannot_publish_a_voice_without_a_role(index, editor_client):
    response = editor_client.post(
        f"/admin/pages/add/resources/voicepage/{index.pk}/",
        {"title": "A voice", "slug": "a-voice", "summary": "One sentence.", "action-publish": "1", "body-count": "0"},
    )

    assert response.status_code == 200
    assert "role" in response.context["form"].errors
    assert not index.get_children().exists()


@pytest.mark.parametrize("role", Role)
def test_role_is_shown_on_the_page_and_on_the_card(index, client, role):
    page = VoicePageFactory(parent=index, role=role)

    for url in (page.url, index.url):
        assert f'<span class="tag tag--plum">{role.label}</span>' in client.get(url).text


def test_page_says_who_spoke_where_when_and_to_whom(index, client):
    page = VoicePageFactory(parent=index)

    shown = client.get(page.url).text

    for words in (page.credit, page.setting, page.context, "Role only", "June 2026"):
        assert f"<dd>{words}</dd>" in shown


def test_day_on_which_it_was_said_is_not_printed(index, client):
    page = VoicePageFactory(parent=index, first_published_at=None, last_published_at=None)

    for url in (page.url, index.url):
        assert "1 June 2026" not in client.get(url).text


def test_prison_is_never_printed(index, client):
    prison = PrisonFactory(name="HMP Somewhere", slug="somewhere")
    page = VoicePageFactory(parent=index, prison=prison)

    for url in (page.url, index.url):
        assert "omewhere" not in client.get(url).text


def test_prison_of_a_voice_cannot_be_deleted(index, prison):
    VoicePageFactory(parent=index, prison=prison)

    with pytest.raises(ProtectedError):
        prison.delete()


def test_voice_from_a_made_up_prison_says_that_nobody_said_it(index, client, prison):
    made_up = VoicePageFactory(parent=index, prison=PrisonFactory(example=True))
    real = VoicePageFactory(parent=index, prison=prison)
    nowhere = VoicePageFactory(parent=index)

    assert "Nobody said these words." in client.get(made_up.url).text
    assert "Nobody said these words." not in client.get(real.url).text
    assert "Nobody said these words." not in client.get(nowhere.url).text


# The four shapes


def test_every_shape_is_tried_here():
    assert set(BODIES) == set(Shape)


@pytest.mark.parametrize("shape", Shape)
def test_each_shape_shows_its_words(index, client, shape):
    page = VoicePageFactory(parent=index, shape=shape, body=BODIES[shape])

    shown = client.get(page.url)

    assert f"“{WORDS}”" in shown.text
    assert MORE in shown.text
    assert f">{shape.label}</span>" in shown.text
    html5lib.HTMLParser(strict=True).parse(shown.content.decode())


def test_points_are_a_list(index, client):
    page = VoicePageFactory(parent=index, shape=Shape.POINTS, body=BODIES[Shape.POINTS])

    items = ["".join(item.itertext()).strip() for item in tree_of(client.get(page.url)).iter("li")]

    assert MORE in items
    assert "Another point." in items


def test_interview_names_each_speaker_before_their_words(index, client):
    page = VoicePageFactory(parent=index, shape=Shape.INTERVIEW, body=BODIES[Shape.INTERVIEW])

    [prose] = [e for e in tree_of(client.get(page.url)).iter("div") if "prose" in e.get("class", "").split()]
    text = " ".join("".join(prose.itertext()).split())

    assert text.index("Interviewer") < text.index("What changed?") < text.index("Buddy") < text.index(MORE)


# Distressing words


def test_distressing_words_wait_behind_the_content_note(index, client):
    page = VoicePageFactory(parent=index, distressing=True)

    tree = tree_of(client.get(page.url))
    text = "".join(tree.itertext())
    [closed] = [details for details in tree.iter("details") if WORDS in "".join(details.itertext())]

    assert "This voice talks about a death." in text
    assert text.index("This voice talks about a death.") < text.index(WORDS)
    assert closed.get("open") is None
    assert text.count(WORDS) == "".join(closed.itertext()).count(WORDS) == 1
    assert text.count(MORE) == "".join(closed.itertext()).count(MORE) == 1
    html5lib.HTMLParser(strict=True).parse(client.get(page.url).content.decode())


def test_distressing_words_are_not_on_the_card(index, client):
    VoicePageFactory(parent=index, distressing=True)

    shown = client.get(index.url).text

    assert WORDS not in shown
    assert "Some readers may find this distressing." in shown


def test_other_words_are_on_the_card(index, client):
    VoicePageFactory(parent=index)

    shown = client.get(index.url).text

    assert f"“{WORDS}”" in shown
    assert "Some readers may find this distressing." not in shown


@pytest.mark.indexed
def test_distressing_words_and_their_summary_are_not_in_search_results(index, client):
    page = VoicePageFactory(parent=index, title="A hard night", summary="A buddy died.", distressing=True)

    shown = client.get("/search/?q=hard+night").text

    assert page.url in shown
    assert "Some readers may find this distressing." in shown
    assert WORDS not in shown
    assert "A buddy died." not in shown


@pytest.mark.parametrize("distressing", [True, False])
def test_every_voice_says_where_to_find_help(index, client, distressing):
    page = VoicePageFactory(parent=index, distressing=distressing)

    shown = client.get(page.url).text

    assert "If this has been hard to read" in shown
    assert "Talk to a Listener" in shown
    assert "<b>116 123</b>" in shown


# Index and Welsh


def test_index_filters_by_role_and_shape(index, client):
    recipient = VoicePageFactory(parent=index, role="recipient", shape="quote")
    officer = VoicePageFactory(parent=index, role="officer", shape="points", body=BODIES["points"])

    for query, shown, hidden in [
        ({"role": "recipient"}, recipient, officer),
        ({"role": "officer"}, officer, recipient),
        ({"shape": "points"}, officer, recipient),
    ]:
        page = client.get(index.url, query).text
        assert shown.url in page
        assert hidden.url not in page


def test_welsh_index_lists_a_voice_once_in_welsh_where_there_is_welsh_and_else_in_english(index, client, in_welsh):
    both = VoicePageFactory(parent=index, title="In both")
    only = VoicePageFactory(parent=index, title="In one", quote="Said in English.")
    both.save_revision().publish()
    in_welsh(both)

    shown = client.get("/cy" + index.url).text

    assert f'href="/cy{both.url}"' in shown
    assert f'href="{both.url}"' not in shown
    assert f'href="{only.url}" lang="en" hreflang="en"' in shown
    assert '<p class="said" lang="en">“Said in English.”' in shown
