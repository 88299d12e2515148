"""The Welsh catalogue, without GNU gettext.

    python -m tools.messages extract    code and templates -> locale/cy/LC_MESSAGES/django.po
    python -m tools.messages compile    django.po -> django.mo, which Django reads
    python -m tools.messages check      fails, and lists, where code and catalogue differ or a translation is missing

Python is read as a syntax tree. Templates go through Django's own `templatize`, so that each
message is the very string that the template tags look up. A location is a file's name without a
line: a catalogue then changes only where a message does.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "cy", "LC_MESSAGES", "django.po")
SKIPPED = {"tests", "tools", "var", "node_modules"}
TEMPLATES = {".html", ".txt", ".typ", ".xml"}
PLURAL_FORMS = 6
HEADER = {
    "Project-Id-Version": "Common Thread",
    "Language": "cy",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=6; plural=(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5;",
}

# What each argument of a gettext function is; a trailing "_lazy" or "_noop" changes nothing.
ARGUMENTS = {
    "_": ("text",),
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TEMPLATIZED = re.compile(rf"\b(n?p?gettext|_)\(({STRING}(?:, {STRING})*)(?:, ?count)?\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")


class Key(NamedTuple):
    """What identifies a message: its text, and its context or None."""

    text: str
    context: str | None


@dataclass
class Message:
    """A message of the code: its plural text or "", and the files that use it."""

    plural: str = ""
    files: set[str] = field(default_factory=set)


def named(function: ast.expr) -> str:
    """The gettext function that an expression calls, without its suffix: `translation.gettext_lazy` -> "gettext"."""
    name = getattr(function, "id", None) or getattr(function, "attr", "")
    return name.removesuffix("_lazy").removesuffix("_noop")


def in_python(source: str) -> Iterator[tuple[str, list[str]]]:
    """(function, its leading string arguments) of each gettext call in Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := named(node.func)) in ARGUMENTS:
            wanted = node.args[: len(ARGUMENTS[name])]
            strings = [item.value for item in wanted if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            if len(strings) == len(ARGUMENTS[name]):
                yield name, strings


def in_template(source: str) -> Iterator[tuple[str, list[str]]]:
    """The same of a template."""
    for name, arguments in TEMPLATIZED.findall(templatize(source)):
        yield name, list(ast.literal_eval(f"[{arguments}]"))


def sources(root: Path) -> Iterator[Path]:
    """The project's Python files and templates."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        for path in (Path(folder, name) for name in sorted(names)):
            if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.relative_to(root).parts[:-1]):
                yield path


def in_code(root: Path) -> dict[Key, Message]:
    """Every message of the code. One that is used with and without a plural keeps the plural."""
    messages = {}
    for path in sources(root):
        find = in_python if path.suffix == ".py" else in_template
        for name, strings in find(path.read_text(encoding="utf-8")):
            said = dict(zip(ARGUMENTS[name], strings, strict=True))
            message = messages.setdefault(Key(said["text"], said.get("context")), Message())
            message.plural = message.plural or said.get("plural", "")
            message.files.add(path.relative_to(root).as_posix())
    return messages


def catalogue(root: Path) -> polib.POFile:
    """The catalogue, or an empty one where there is none yet."""
    path = root / CATALOGUE
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)


def by_key(entries: polib.POFile) -> dict[Key, polib.POEntry]:
    return {Key(entry.msgid, entry.msgctxt): entry for entry in entries}


def order(entry: polib.POEntry) -> tuple:
    return entry.obsolete, entry.msgid, entry.msgctxt or ""


def brought_up(entry: polib.POEntry, message: Message) -> None:
    """Makes an entry say what the code says, keeping its translation unless it gained or lost a plural."""
    entry.obsolete = False
    entry.occurrences = [(file, "") for file in sorted(message.files)]
    if (
        bool(entry.msgid_plural) != bool(message.plural)
        or len(entry.msgstr_plural) != bool(message.plural) * PLURAL_FORMS
    ):
        entry.msgstr, entry.msgstr_plural = "", {}
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {form: entry.msgstr_plural.get(form, "") for form in range(PLURAL_FORMS)}
    else:
        entry.msgid_plural = ""
    formatted = "%" in "".join(PLACEHOLDER.findall(entry.msgid + message.plural))
    entry.flags = [flag for flag in entry.flags if flag != "python-format"] + ["python-format"] * formatted


def extract(root: Path) -> int:
    """Writes the catalogue anew from the code; a translation that the code lost stays, marked obsolete."""
    old, messages = catalogue(root), in_code(root)
    entries = by_key(old)
    for key, message in messages.items():
        entry = entries.setdefault(key, polib.POEntry(msgid=key.text, msgctxt=key.context))
        brought_up(entry, message)
    for key, entry in entries.items():
        if key not in messages:
            entry.obsolete, entry.occurrences = True, []
    kept = [
        entry for entry in entries.values() if not entry.obsolete or any((entry.msgstr, *entry.msgstr_plural.values()))
    ]
    new = polib.POFile(wrapwidth=100)
    new.header = old.header or "The hub's own words in Welsh: `make messages` keeps it up to the code."
    new.metadata = old.metadata | HEADER
    new.extend(sorted(kept, key=order))
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    sys.stdout.write(f"{len(messages)} messages in {CATALOGUE}\n")
    return 0


def compile(root: Path) -> int:
    """Writes django.mo beside the catalogue; fuzzy, empty and obsolete entries are left out of it."""
    path = root / CATALOGUE
    if not path.exists():
        sys.stderr.write(f"{CATALOGUE} is missing: run `make messages`\n")
        return 1
    catalogue(root).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def untranslated(entry: polib.POEntry, message: Message) -> Iterator[str]:
    """What keeps an entry from being used as it stands."""
    if entry.fuzzy:
        yield "fuzzy"
    if entry.msgid_plural != message.plural:
        yield "its plural is not the code's"
        return
    forms = entry.msgstr_plural if message.plural else {None: entry.msgstr}
    expected = range(PLURAL_FORMS) if message.plural else (None,)
    known = set(PLACEHOLDER.findall(entry.msgid + message.plural))
    for form in expected:
        text, where = forms.get(form, ""), "" if form is None else f" in plural form {form}"
        used = set(PLACEHOLDER.findall(text))
        if not text:
            yield f"not translated{where}"
        elif unknown := used - known:
            yield f"unknown {' '.join(sorted(unknown))}{where}"
        elif form is None and known - used:
            yield f"without {' '.join(sorted(known - used))}"


def problems(root: Path) -> Iterator[str]:
    """A line for each difference between code and catalogue and each translation that is not ready."""
    entries, messages = by_key(catalogue(root)), in_code(root)
    for key in sorted(messages, key=lambda key: (key.text, key.context or "")):
        where, entry = ", ".join(sorted(messages[key].files)), entries.get(key)
        faults = ["not in the catalogue"] if entry is None or entry.obsolete else untranslated(entry, messages[key])
        for fault in faults:
            yield f"{where}: {fault}: {key.text!r}" + (f" (context {key.context!r})" if key.context else "")
    for key in sorted(entries.keys() - messages.keys(), key=lambda key: (key.text, key.context or "")):
        yield f"{CATALOGUE}: obsolete: {key.text!r}"


def check(root: Path) -> int:
    """Fails where there are problems, and lists them."""
    found = list(problems(root))
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    if found:
        sys.stdout.write(f"{len(found)} to mend: run `make messages`, then edit {CATALOGUE}\n")
    return 1 if found else 0


def main() -> int:
    commands = {"extract": extract, "compile": compile, "check": check}
    parser = argparse.ArgumentParser(description="The Welsh catalogue.")
    parser.add_argument("command", choices=commands)
    return commands[parser.parse_args().command](ROOT)


if __name__ == "__main__":
    sys.exit(main())
