import csv
import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from directory.register import REGISTER
from hub.identifying import by_kind, findings, kinds, pieces
from hub.identifying.jigsaw import CONDITION, MOVE, ONE_PERSON, PRISON, jigsaw
from hub.identifying.vocabulary import FIRST_NAMES

TELLING = [
    (kinds.PRISON_NUMBER, "Before A1234BC after", "A1234BC"),
    (kinds.PRISON_NUMBER, "see a1234bc, he", "a1234bc"),
    (kinds.PRISON_NUMBER, "It was A1234 BC who asked.", "A1234 BC"),
    (kinds.INSURANCE_NUMBER, "His number is AB123456C.", "AB123456C"),
    (kinds.INSURANCE_NUMBER, "Benefits under ab 12 34 56 c now.", "ab 12 34 56 c"),
    (kinds.NHS_NUMBER, "Healthcare has him as 943 476 5919.", "943 476 5919"),
    (kinds.NHS_NUMBER, "On the list as 9434765919 since then.", "9434765919"),
    (kinds.PHONE, "Before 01234 567890 after", "01234 567890"),
    (kinds.PHONE, "Before +44 20 7946 0000 after", "+44 20 7946 0000"),
    (kinds.PHONE, "Before +44 (0)20 7946 0000 after", "+44 (0)20 7946 0000"),
    (kinds.PHONE, "Before 07700-900-123 after", "07700-900-123"),
    (kinds.PHONE, "Ffoniwch 02079460000 heddiw", "02079460000"),
    (kinds.EMAIL, "Before a.b+c@example.org after", "a.b+c@example.org"),
    (kinds.EMAIL, "write to x@sub.example.co.uk.", "x@sub.example.co.uk"),
    (kinds.POSTCODE, "He went home to ZE1 9ZZ with help.", "ZE1 9ZZ"),
    (kinds.POSTCODE, "he lives at ze1 9zz again", "ze1 9zz"),
    (kinds.BIRTH, "He was born on 3/4/51 and is frail.", "born on 3/4/51"),
    (kinds.BIRTH, "DOB: 01.02.1960", "DOB: 01.02.1960"),
    (kinds.BIRTH, "Date of birth 3rd of May 1949", "Date of birth 3rd of May 1949"),
    (kinds.BIRTH, "A man born in 1951 asked.", "born in 1951"),
    (kinds.BIRTH, "It says May 3, 1949 on the plan.", "May 3, 1949"),
    (kinds.BIRTH, "The plan of 1949-05-03 says so.", "1949-05-03"),
    (kinds.BIRTH, "Ganwyd ef ar 3 Mai 1951.", "Ganwyd ef ar 3 Mai 1951"),
    (kinds.BIRTH, "Dyddiad geni: 3 Mawrth 1951", "Dyddiad geni: 3 Mawrth 1951"),
    (kinds.STAFF, "We thank Officer Smith for this.", "Officer Smith"),
    (kinds.STAFF, "Mr Jones runs the group.", "Mr Jones"),
    (kinds.STAFF, "mr jones runs the group", "mr jones"),
    (kinds.STAFF, "ASK MR JONES FIRST", "MR JONES"),
    (kinds.STAFF, "Governor Patel agreed.", "Governor Patel"),
    (kinds.STAFF, "SO Hughes and CM O’Neill agreed.", "SO Hughes"),
    (kinds.STAFF, "It was for Dr. Khan to say.", "Dr. Khan"),
    (kinds.STAFF, "Officers Jones and Khan are kind.", "Officers Jones"),
    (kinds.STAFF, "Nurse Anna Kowalska trained us.", "Nurse Anna Kowalska"),
    (kinds.STAFF, "Gofynnwyd i Swyddog Llywelyn am help.", "Swyddog Llywelyn"),
    (kinds.PERSON, "Then John Smith joined.", "John Smith"),
    (kinds.PERSON, "Mohammed Al-Amin was the first buddy.", "Mohammed Al-Amin"),
    (kinds.PERSON, "Siân O’Brien-Jones wrote the plan.", "Siân O’Brien-Jones"),
    (kinds.PERSON, "Helpodd Gareth P. Evans ar y diwrnod.", "Gareth P. Evans"),
    (kinds.PERSON, "JOHN SMITH IS A BUDDY", "JOHN SMITH"),
    (kinds.FIRST_NAME, "Every day Piotr collects the meals.", "Piotr"),
    (kinds.FIRST_NAME, "David’s buddy is paid.", "David"),
    (kinds.FIRST_NAME, "Mae Gareth yn casglu’r prydau.", "Gareth"),
    (kinds.PLACE, "It began on B Wing last year.", "B Wing"),
    (kinds.PLACE, "It began on A wing last year.", "A wing"),
    (kinds.PLACE, "It began in wing B.", "wing B"),
    (kinds.PLACE, "He shares cell 2-14 with a friend.", "cell 2-14"),
    (kinds.PLACE, "He is in B-2-014 now.", "B-2-014"),
    (kinds.PLACE, "Two buddies work on houseblock 3.", "houseblock 3"),
    (kinds.PLACE, "Ask on the A2 landing.", "A2 landing"),
    (kinds.PLACE, "He lives on the 2s landing.", "2s landing"),
    (kinds.PLACE, "He came from the VPU.", "VPU"),
    (kinds.PLACE, "He came from the vulnerable prisoners’ unit.", "vulnerable prisoners’ unit"),
    (kinds.PLACE, "He moved to Hazel Wing.", "Hazel Wing"),
    (kinds.PLACE, "He moved from Rowan Unit.", "Rowan Unit"),
    (kinds.PLACE, "It is for wings 2 and 3.", "wings 2"),
    (kinds.PLACE, "Dechreuodd ar adain B y llynedd.", "adain B"),
    (kinds.PLACE, "Mae yn y gell 12 nawr.", "gell 12"),
    (kinds.OFFENCE, "He was convicted of a serious crime.", "convicted of"),
    (kinds.OFFENCE, "He was sentenced to 12 years.", "sentenced to 12 years"),
    (kinds.OFFENCE, "She is serving a 9 year term.", "serving a 9 year"),
    (kinds.OFFENCE, "He has a life sentence.", "life sentence"),
    (kinds.OFFENCE, "He is an IPP man.", "IPP"),
    (kinds.OFFENCE, "He is in for murder.", "murder"),
    (kinds.OFFENCE, "We never ask about his offence.", "his offence"),
    (kinds.OFFENCE, "Cafodd ddedfryd oes.", "ddedfryd oes"),
]

PLAIN = [
    "",
    "R7",
    "2.1",
    "In 2026 there were 12345 of them",
    "A1234B",
    "XA1234BCD",
    "a @ b",
    "@handle",
    "£1,000,000",
    "0",
    "The wing has many men with dementia.",
    "A wing officer checks in every morning.",
    "A buddy pushes the wheelchair to healthcare and back.",
    "Buddies are out of cell 4 hours a day and paid each week.",
    "Men spend 22 hours in cell; on a red regime it is more.",
    "Staff are on the wing 24/7.",
    "There are two buddies on each wing, and on every landing 1 or 2 more.",
    "Buddies help with meals, cleaning and collecting medicine, but never with washing or dressing.",
    "We will mark the bowls so that men who cannot see well know whose is whose.",
    "Hope and grace are words that our chaplain uses.",
    "Will the scheme be paid for next year? May we ask again in June?",
    "Mark the form, bill the council and pat yourself on the back.",
    "HMP Whatton, Stafford, Parkhurst, Leyhill and Channings Wood have schemes like it.",
    "The social care wing has ramps, and the Older Persons Unit has a day room.",
    "The Social Care Wing opened in March 2024 with 12 places.",
    "The category C unit next door copied our plan.",
    "The local authority assesses under the Care Act 2014 and pays for equipment.",
    "We follow PSI 16/2015 and the Care Act guidance of 1 April 2015.",
    "The scheme was born in 2019 out of a wish to help.",
    "The Listener scheme is run by Samaritans; call 116 123 free.",
    "Call the Prisoners’ Families Helpline on 0808 808 2003.",
    "The group meets 09.00-10.30 and 14.00-15.30.",
    "Open 09.00-10.30 11.00-12.30 on weekdays.",
    "Officers of every grade, a Governor and the Head of Healthcare sat down together.",
    "The Governor and the Officer in charge sign the compact.",
    "The Director of Adult Social Services wrote to every Governor.",
    "A Nurse Manager and an Occupational Therapist train the buddies.",
    "A Prison Officer Support Grade unlocks them.",
    "All staff did the Oliver McGowan Mandatory Training on autism.",
    "St John Ambulance taught first aid and Marie Curie taught about the end of life.",
    "The Howard League, Clinks and RECOOP gave advice.",
    "Andy’s Man Club, Martha’s Rule and the Kelly Holmes Trust are known to all.",
    "One prison opened on 1 April 2009 and took over the work of another on 12/05/2011.",
    "The book is ISBN 978-0-306-40615-7.",
    "Buddies are good at serving 20 meals while they are warm.",
    "He was taken to the Stroke Unit, and the Offender Management Unit was told.",
    "Buddies may not be people convicted of sexual offences.",
    "People serving life sentences make steady buddies.",
    "Nobody is a buddy before the risk assessment and the CSRA are done.",
    "We learned that eight out of ten men felt safer after six months.",
    "It cost £4,200 in the first year: £12.50 a week for each buddy.",
    "MS Teams let the council join the meeting, and MS Society leaflets helped.",
    "Unit 2 of the award is about moving and handling.",
    "Three people at Level 2 finished the course; 95% said it helped.",
    "The 2nd floor has no lift, so E2 2nd shift staff help.",
    "Listeners, Insiders and buddies wear shirts of different colours.",
    "Christmas and Easter are hard, and carol singing helps.",
    "The Welsh Government and the health board paid for a part.",
    "What did not work: buddies felt used as a sticking plaster when staff were short.",
    "Dan oruchwyliaeth staff, mae cyfeillion yn casglu prydau.",
    "Mae’r adain gofal cymdeithasol ar agor bob dydd.",
    "Mae cyfeillion yn glanhau celloedd ac yn gwthio cadeiriau olwyn.",
    "Pam y mae hyn yn gweithio? Beth a ddysgwyd?",
    "Mae swyddogion a nyrsys yn hyfforddi’r cyfeillion gyda’i gilydd.",
    "Cafodd y cynllun ei ddechrau ym mis Mai 2023.",
    "Ni chaiff neb olchi na gwisgo rhywun arall.",
    "Yn y gell am 22 awr y dydd, mae amser yn hir.",
]


@pytest.mark.parametrize(("kind", "text", "part"), TELLING)
def test_what_may_tell_who_somebody_is_is_found(kind, text, part):
    assert (kind, part) in list(pieces(text))


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_about_good_practice_are_left_alone(text):
    assert list(pieces(text)) == [(None, text)]


def test_every_kind_is_looked_for_and_says_what_to_write_instead():
    assert {kind for kind, _text, _part in TELLING} == set(kinds.KINDS)
    assert all(str(kind.label) and str(kind.instead).endswith(".") for kind in kinds.KINDS)


def test_what_begins_first_is_told_of_what_overlaps_and_then_the_longest():
    assert [part for kind, part in pieces("Ask Mr John Smith or Anna.") if kind] == ["Mr John Smith", "Anna"]


def test_kinds_are_told_with_their_words_once():
    found = by_kind(pieces("B Wing, C Wing, B Wing and Officer Smith"))

    assert found == {kinds.PLACE: ["B Wing", "C Wing"], kinds.STAFF: ["Officer Smith"]}


def test_only_numbers_and_addresses_are_certain():
    certain = {kind for kind in kinds.KINDS if kind.certain}

    assert certain == {
        kinds.PRISON_NUMBER,
        kinds.INSURANCE_NUMBER,
        kinds.NHS_NUMBER,
        kinds.PHONE,
        kinds.EMAIL,
    }


@given(st.integers(0, 999_999_999), st.integers(1, 9))
def test_a_number_of_ten_digits_is_an_nhs_number_only_with_its_check_digit(number, off):
    digits = [int(digit) for digit in f"{number:09}"]
    check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    right, wrong = f"{number:09}{check}", f"{number:09}{(check + off) % 10}"

    def is_found(text):
        return any(kind is kinds.NHS_NUMBER for kind, _part in pieces(f"on {text}."))

    assert is_found(right) == (check < 10 and number > 0)
    assert not is_found(wrong)


# Names of prisons and towns


@pytest.mark.parametrize("name", ["Example Keith", "Keith", "Keith Vale"])
def test_known_places_are_no_names_of_people(name):
    assert findings(f"We asked in {name} first.")
    assert findings(f"We asked in {name} first.", known=[name, ""]) == []


@pytest.mark.parametrize("text", ["Officer Stafford", "Mr Stafford", "Keith"])
def test_a_person_is_found_whose_name_is_like_a_part_of_a_place(text):
    assert [part for kind, part in pieces(f"We asked {text} first.", ["Stafford", "Keith Vale"]) if kind] == [text]


def test_no_prison_of_the_register_looks_like_a_person():
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        names = [row[column] for row in csv.DictReader(file) for column in ("name", "name_cy") if row[column]]

    assert len(names) > 100
    assert [name for name in names if findings(f"He came from {name} and went on.")] == []


def test_first_names_are_names_alone():
    assert len(FIRST_NAMES) > 500
    assert all(name.istitle() and name.isalpha() for name in FIRST_NAMES)
    assert FIRST_NAMES.isdisjoint(
        {"Will", "Grace", "Hope", "Mark", "May", "Beth", "Dan", "Pam", "Mae", "Non", "Berwyn"}
    )


# Any text

LETTERS = "0A1B2@. -+xMrSO\n’/£"


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet=LETTERS, max_size=200))
def test_no_letter_is_lost_by_marking(text):
    assert "".join(part for _kind, part in pieces(text, ["Mr", "A1"])) == text


@given(st.lists(st.sampled_from([part for _kind, _text, part in TELLING] + PLAIN), max_size=12))
def test_findings_are_in_order_and_apart(parts):
    text = " ".join(parts)
    found = findings(text)

    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def repeats(parsed):
    """The greatest number of times that each repeat of a parsed pattern may take."""
    for operation, value in parsed:
        if str(operation) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield value[1]
        for part in value if isinstance(value, tuple | list) else [value]:
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, re._parser.SubPattern):
                    yield from repeats(inner)


@pytest.mark.parametrize(
    "pattern",
    [*(kind.pattern.pattern for kind in kinds.KINDS), *(one.pattern for one in (CONDITION, MOVE, ONE_PERSON)), PRISON],
)
def test_a_pattern_looks_at_a_bounded_stretch_of_any_text(pattern):
    assert list(repeats(re._parser.parse("(?:ab){2,}"))) == [re._parser.MAXREPEAT]
    assert max(repeats(re._parser.parse(pattern)), default=0) <= 64


# The jigsaw

NEAR = [
    ["One man had a stroke and was moved to B Wing. Months later he went back to HMP Example Vale."],
    ["A resident who uses a wheelchair came to us from HMP Example Vale. Everybody helped him settle."],
    ["What we did", "He has dementia. He arrived in March 2024. By summer he had friends on houseblock 3."],
    ["On 12/05/2024 a man on houseblock 3 went blind."],
    ["She was transferred from HMP Example Vale with cancer."],
    ["Cafodd un dyn strôc. Symudodd i adain B wedyn."],
    ["A man with Parkinson’s was released in May 2025 to Exampleton."],
]
SPREAD = [
    ["A man with dementia found it hard to eat.", "He was moved here last year.", "It runs on B Wing."],
    ["He had a stroke.", "We began in March 2024.", "HMP Example Vale gave us the idea."],
]
NO_JIGSAW = [
    [],
    [""],
    ["The wing has many men with dementia."],
    ["Many men with dementia live on B Wing. The scheme began in March 2024."],
    [
        "People move between prisons. HMP Example Vale sends a handover sheet.",
        "Stroke, cancer and dementia are common.",
    ],
    ["One man had a stroke, moved from one wing to another prison, and later came back."],
    ["A man was moved from B Wing to HMP Example Vale in March 2024."],
    ["All buddies had dementia awareness training. A man came from HMP Example Vale to teach it in March 2024."],
    ["He has dementia and a buddy brings his meals."],
]


@pytest.mark.parametrize("answers", NEAR)
def test_condition_place_and_move_close_together_are_a_jigsaw(answers):
    found = jigsaw(answers, known=["Exampleton"])

    assert found.near
    assert found.conditions
    assert found.places
    assert found.moves
    assert all(word in " ".join(answers) for word in found.words)


@pytest.mark.parametrize("answers", SPREAD)
def test_condition_place_and_move_over_all_answers_are_a_weaker_jigsaw(answers):
    assert not jigsaw(answers).near
    assert all(jigsaw([answer]) is None for answer in answers)


@pytest.mark.parametrize("answers", NO_JIGSAW)
def test_what_is_told_of_many_or_without_a_place_is_no_jigsaw(answers):
    assert jigsaw(answers, known=["Exampleton"]) is None


def test_a_jigsaw_quotes_the_words_of_each_kind_once():
    found = jigsaw(["He had a stroke on B Wing. After the stroke he was moved to HMP Example Vale. B Wing missed him."])

    assert found.conditions == ("stroke",)
    assert found.places == ("B Wing", "HMP Example Vale")
    assert found.moves == ("moved to",)


def test_known_places_make_a_jigsaw():
    answers = ["He had a stroke in Exampleton and was moved to another prison."]

    assert jigsaw(answers) is None
    assert jigsaw(answers, known=["Exampleton"]).places == ("Exampleton",)


# How it is shown


def test_a_text_is_shown_with_its_words_marked_and_what_to_write_instead():
    parts = list(pieces("<b>Officer Smith</b>\nis on B Wing."))

    shown = render_to_string("components/identifying.html", {"pieces": parts, "found": by_kind(parts)})

    assert "&lt;b&gt;<mark>Officer Smith</mark>&lt;/b&gt;<br>is on <mark>B Wing</mark>." in shown
    assert "This looks like a wing, a unit or a cell. Write “one wing” or “the unit for older people”." in shown


def test_a_text_without_findings_is_shown_as_it_is():
    parts = list(pieces("Buddies help."))

    shown = render_to_string("components/identifying.html", {"pieces": parts, "found": by_kind(parts)})

    assert "Buddies help." in shown
    assert "<mark>" not in shown
    assert "<dl" not in shown


def test_a_jigsaw_is_shown_with_its_words():
    found = jigsaw(NEAR[0])

    shown = render_to_string("components/jigsaw.html", {"jigsaw": found})

    assert all(f"<mark>{word}</mark>" in shown for word in found.words)
    assert render_to_string("components/jigsaw.html", {"jigsaw": None}).strip() == ""
