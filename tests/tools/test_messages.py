import gettext

import polib
import pytest

from tools.messages import CATALOGUE, PLURAL_FORMS, Key, compile, extract, in_code, problems

PYTHON = {
    '_("Prison")': (Key("Prison", None), ""),
    'gettext("Prison")': (Key("Prison", None), ""),
    'gettext_lazy("Prison")': (Key("Prison", None), ""),
    'gettext_noop("Prison")': (Key("Prison", None), ""),
    'translation.gettext("Prison")': (Key("Prison", None), ""),
    '_("Peer " "support")': (Key("Peer support", None), ""),
    'ngettext("%(n)s prison", "%(n)s prisons", n)': (Key("%(n)s prison", None), "%(n)s prisons"),
    'ngettext_lazy("%(n)s prison", "%(n)s prisons", "n")': (Key("%(n)s prison", None), "%(n)s prisons"),
    'pgettext("verb", "Open")': (Key("Open", "verb"), ""),
    'pgettext_lazy("verb", "Open")': (Key("Open", "verb"), ""),
    'npgettext("gaol", "cell", "cells", n)': (Key("cell", "gaol"), "cells"),
}
TEMPLATES = {
    '{% translate "Prison" %}': (Key("Prison", None), ""),
    '{% trans "Prison" %}': (Key("Prison", None), ""),
    '{% translate "Prison" as title %}': (Key("Prison", None), ""),
    '{% translate "Open" context "verb" %}': (Key("Open", "verb"), ""),
    '{% translate "Open" context "verb" as label %}': (Key("Open", "verb"), ""),
    '{% translate "100% free" %}': (Key("100%% free", None), ""),
    "{% translate \"Say 'hello'\" %}": (Key("Say 'hello'", None), ""),
    '{{ name|default:_("No name (yet)") }}': (Key("No name (yet)", None), ""),
    '{{ _("Prison")|upper }}': (Key("Prison", None), ""),
    '{% include "a.html" with label=_("Prison") %}': (Key("Prison", None), ""),
    '{% if kind == _("Prison") %}{% endif %}': (Key("Prison", None), ""),
    "{% blocktranslate %}In {{ town }}{% endblocktranslate %}": (Key("In %(town)s", None), ""),
    "{% blocktranslate trimmed %}\n  In\n  {{ town }}\n{% endblocktranslate %}": (Key("In %(town)s", None), ""),
    '{% blocktranslate with a=b|default:_("Prison") %}{{ a }}{% endblocktranslate %}': (Key("Prison", None), ""),
    '{% blocktranslate context "verb" asvar x %}Open{% endblocktranslate %}': (Key("Open", "verb"), ""),
    "{% blocktranslate count n=all|length trimmed %}\n {{ n }} prison\n{% plural %}\n {{ n }} prisons\n"
    "{% endblocktranslate %}": (Key("%(n)s prison", None), "%(n)s prisons"),
    '{% blocktranslate count n=1 context "gaol" %}cell{% plural %}cells{% endblocktranslate %}': (
        Key("cell", "gaol"),
        "cells",
    ),
    'A line’s “text” and\u00a0more: {% translate "Prison" %} its (end) # "\n': (Key("Prison", None), ""),
}


def write(root, name, source):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


def translate(root, **translations):
    """Fills in the catalogue: a text, or a list of plural forms, for each msgid."""
    po = polib.pofile(str(root / CATALOGUE))
    for entry in po:
        said = translations.get(entry.msgid, entry.msgid)
        if entry.msgid_plural:
            forms = said if isinstance(said, list) else [said] * PLURAL_FORMS
            entry.msgstr_plural = dict(enumerate(forms))
        else:
            entry.msgstr = said
    po.save()
    return po


def entries(root):
    return {entry.msgid: entry for entry in polib.pofile(str(root / CATALOGUE))}


@pytest.mark.parametrize("source", PYTHON)
def test_python(tmp_path, source):
    write(tmp_path, "hub/models.py", source)
    key, plural = PYTHON[source]
    found = in_code(tmp_path)
    assert list(found) == [key]
    assert found[key].plural == plural
    assert found[key].files == {"hub/models.py"}


@pytest.mark.parametrize("source", TEMPLATES)
def test_templates(tmp_path, source):
    write(tmp_path, "templates/page.html", source)
    key, plural = TEMPLATES[source]
    found = in_code(tmp_path)
    assert key in found
    assert found[key].plural == plural


@pytest.mark.parametrize(
    "source",
    ["{# {% translate 'No' %} #}", "{% comment %}{% translate 'No' %}{% endcomment %}", "gettext('No')", "{{ no }}"],
)
def test_not_a_message_in_a_template(tmp_path, source):
    write(tmp_path, "templates/page.html", source)
    assert in_code(tmp_path) == {}


@pytest.mark.parametrize("source", ["_(name)", '_(f"{name}")', 'name("No")', '"No"', "gettext()"])
def test_not_a_message_in_python(tmp_path, source):
    write(tmp_path, "hub/models.py", source)
    assert in_code(tmp_path) == {}


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_a.py",
        "tools/a.py",
        "var/a.py",
        ".venv/lib/a.py",
        "hub/static/a.html",
        "templates/a.png",
    ],
)
def test_skipped_files(tmp_path, name):
    write(tmp_path, name, "_('No')")
    assert in_code(tmp_path) == {}


def test_one_message_of_two_files_is_one_entry(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")\nngettext("Prison", "Prisons", 2)')
    write(tmp_path, "hub/templates/a.txt", '{% translate "Prison" %}')
    extract(tmp_path)
    entry = entries(tmp_path)["Prison"]
    assert entry.msgid_plural == "Prisons"
    assert [file for file, _line in entry.occurrences] == ["hub/models.py", "hub/templates/a.txt"]


def test_the_catalogue_is_sorted_and_has_no_lines_or_dates(tmp_path):
    write(tmp_path, "hub/models.py", '_("Zebra")\n_("Apple")\nngettext("%(n)s day", "%(n)s days", 2)')
    extract(tmp_path)
    text = (tmp_path / CATALOGUE).read_text(encoding="utf-8")
    assert "Plural-Forms: nplurals=6;" in text
    assert "#: hub/models.py\n" in text
    assert "Date" not in text
    assert list(entries(tmp_path)) == ["%(n)s day", "Apple", "Zebra"]
    assert entries(tmp_path)["%(n)s day"].flags == ["python-format"]
    assert len(entries(tmp_path)["%(n)s day"].msgstr_plural) == PLURAL_FORMS


def test_extracting_again_keeps_translations_and_changes_nothing(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")\nngettext("%(n)s day", "%(n)s days", 2)\npgettext("verb", "Open")')
    extract(tmp_path)
    translate(tmp_path, Prison="Carchar")
    before = (tmp_path / CATALOGUE).read_text(encoding="utf-8")
    extract(tmp_path)
    assert (tmp_path / CATALOGUE).read_text(encoding="utf-8") == before
    assert entries(tmp_path)["Prison"].msgstr == "Carchar"
    assert list(problems(tmp_path)) == []


def test_a_message_that_comes_back_has_its_translation(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")')
    extract(tmp_path)
    translate(tmp_path, Prison="Carchar")
    write(tmp_path, "hub/models.py", "")
    extract(tmp_path)
    assert entries(tmp_path)["Prison"].obsolete
    assert any("obsolete" in problem for problem in problems(tmp_path))
    write(tmp_path, "hub/models.py", '_("Prison")')
    extract(tmp_path)
    assert entries(tmp_path)["Prison"].msgstr == "Carchar"
    assert list(problems(tmp_path)) == []


def test_an_untranslated_message_that_goes_leaves_nothing(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")')
    extract(tmp_path)
    write(tmp_path, "hub/models.py", "")
    extract(tmp_path)
    assert entries(tmp_path) == {}


def test_a_message_that_gains_a_plural_is_to_be_translated_anew(tmp_path):
    write(tmp_path, "hub/models.py", '_("day")')
    extract(tmp_path)
    translate(tmp_path, day="diwrnod")
    write(tmp_path, "hub/models.py", 'ngettext("day", "days", 2)')
    assert len(list(problems(tmp_path))) == 1
    extract(tmp_path)
    assert len(list(problems(tmp_path))) == PLURAL_FORMS


def test_check_lists_what_is_not_in_the_catalogue(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")')
    assert list(problems(tmp_path)) == ["hub/models.py: not in the catalogue: 'Prison'"]


@pytest.mark.parametrize(
    ("translation", "problem"),
    [
        ("", "not translated"),
        ("Yn", "without %(town)s"),
        ("Yn %(tref)s", "unknown %(tref)s"),
    ],
)
def test_check_reads_the_translations(tmp_path, translation, problem):
    write(tmp_path, "templates/a.html", "{% blocktranslate %}In {{ town }}{% endblocktranslate %}")
    extract(tmp_path)
    translate(tmp_path, **{"In %(town)s": translation})
    (found,) = problems(tmp_path)
    assert problem in found


def test_check_reads_every_plural_form(tmp_path):
    write(tmp_path, "hub/models.py", 'ngettext("%(n)s day", "%(n)s days", 2)')
    extract(tmp_path)
    translate(tmp_path, **{"%(n)s day": ["dim dyddiau", "un dydd", "", "%(n)s diwrnod", "%(x)s diwrnod", "%(n)s"]})
    missing, unknown = problems(tmp_path)
    assert "not translated in plural form 2" in missing
    assert "unknown %(x)s in plural form 4" in unknown


def test_check_lists_fuzzy_translations(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")')
    extract(tmp_path)
    po = translate(tmp_path, Prison="Carchar")
    po[0].flags.append("fuzzy")
    po.save()
    (found,) = problems(tmp_path)
    assert "fuzzy" in found


def test_the_compiled_catalogue_counts_in_welsh(tmp_path):
    write(tmp_path, "hub/models.py", '_("Prison")\nngettext("dog", "dogs", 2)\npgettext("verb", "Open")\n_("Untold")')
    extract(tmp_path)
    translate(tmp_path, Prison="Carchar", dog=["cŵn", "ci", "gi", "chi", "chwe chi", "llawer o gŵn"], Untold="")
    compile(tmp_path)
    with (tmp_path / CATALOGUE.with_suffix(".mo")).open("rb") as stream:
        welsh = gettext.GNUTranslations(stream)
    assert welsh.gettext("Prison") == "Carchar"
    assert welsh.pgettext("verb", "Open") == "Open"
    assert welsh.gettext("Untold") == "Untold"
    told = [welsh.ngettext("dog", "dogs", number) for number in range(8)]
    assert told == ["cŵn", "ci", "gi", "chi", "llawer o gŵn", "llawer o gŵn", "chwe chi", "llawer o gŵn"]


def test_compiling_needs_a_catalogue(tmp_path):
    assert compile(tmp_path) == 1
