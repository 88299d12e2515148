"""The rules of the codebase itself: which way imports run, what templates may do, what the documents name."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from wagtail.search.index import Indexed

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LEFT_OUT = {".venv", ".git", "var", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}

# What each app may import beside itself.
MAY_IMPORT = {
    "hub": set(),
    "guidance": {"hub"},
    "resources": {"hub"},
    "directory": {"hub", "resources"},
    "home": {"hub", "guidance", "resources", "directory"},
}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def files_below(folder, pattern):
    return sorted(path for path in folder.rglob(pattern) if not LEFT_OUT & set(path.relative_to(ROOT).parts))


MODULES = [path for app in MAY_IMPORT for path in files_below(ROOT / app, "*.py")]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
DOCUMENTS = [ROOT / "README.md", *files_below(ROOT / "docs", "*.md"), ROOT / "directory" / "data" / "README.md"]


def name_of(path):
    return str(path.relative_to(ROOT))


def imported_apps(tree):
    """The project's apps that code imports, other than relatively."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            continue
        yield from (name.split(".")[0] for name in names if name.split(".")[0] in MAY_IMPORT)


# Modules


def test_there_is_something_to_look_at():
    assert len(MODULES) > 50
    assert len(files_below(TEMPLATES, "*.html")) > 50
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(MAY_IMPORT)


def test_imports_run_one_way():
    imported = {
        (app, other, name_of(path))
        for path, tree in TREES.items()
        for app in [path.relative_to(ROOT).parts[0]]
        for other in imported_apps(tree)
    }

    assert {(app, other) for app, other, _path in imported} >= {("guidance", "hub"), ("home", "directory")}
    assert [row for row in imported if row[1] != row[0] and row[1] not in MAY_IMPORT[row[0]]] == []


def test_no_function_imports_a_module_of_the_project():
    hidden = [
        (name_of(path), function.name)
        for path, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and node.level) or list(imported_apps(node))
    ]

    assert hidden == []


def test_modules_are_named_after_what_is_in_them():
    everything = [*MODULES, *files_below(ROOT / "tools", "*.py"), *files_below(ROOT / "tests", "*.py")]
    names = {part for path in everything for part in path.relative_to(ROOT).with_suffix("").parts}

    assert names & NAMELESS == set()


def test_nothing_of_the_tests_or_tools_is_imported_by_the_apps():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) and not node.level else ""
            assert module.split(".")[0] not in ("tests", "tools"), path


# Templates


def template_sources():
    return {name_of(path): path.read_text(encoding="utf-8") for path in files_below(TEMPLATES, "*.*")}


def test_every_template_compiles():
    for path in files_below(TEMPLATES, "*.*"):
        get_template(str(path.relative_to(TEMPLATES)))


def test_every_include_says_only():
    open_ = [
        (name, tag)
        for name, source in template_sources().items()
        for tag in re.findall(r"\{%\s*include\b.*?%\}", source, re.DOTALL)
        if not re.search(r"\bonly\s*%\}$", tag)
    ]

    assert open_ == []


def test_every_included_template_exists():
    for source in template_sources().values():
        for included in re.findall(r"\{%\s*(?:include|extends)\s+\"([^\"]+)\"", source):
            assert get_template(included)


def test_no_template_trusts_text_as_markup():
    trusting = [
        name
        for name, source in template_sources().items()
        if re.search(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off", source)
    ]

    assert trusting == []


def test_no_template_holds_style_or_script_inline():
    inline = [
        name
        for name, source in template_sources().items()
        if re.search(r"\sstyle=|<style\b|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", source)
    ]

    assert inline == []


def test_python_trusts_text_as_markup_in_two_known_places():
    trusting = [name_of(path) for path in MODULES if re.search("mark_safe|SafeString", path.read_text("utf-8"))]

    # citation.py marks what Django has escaped; rich_text.py what Wagtail's editor has cleaned.
    assert trusting == ["hub/citation.py", "hub/rich_text.py"]


# Numbers about people

# What raw numbers are read by, and the modules that may name it. All but the last group is for the prison that sent the
# numbers and for editors. What readers get is made of `Shown`, by directory/disclosure.py.
RAW = {"ReturnValue", "Release", "values_of", "numbers_before", "buddy_count", "recipient_count", "_releases"}
KEEPERS = {
    "directory/models/__init__.py",
    "directory/models/schemes.py",
    "directory/monitoring/files.py",
    "directory/monitoring/lines.py",
    "directory/monitoring/releases.py",
    "directory/monitoring/returning.py",
    "directory/views/returns.py",
    "directory/viewsets/releases.py",
    "directory/viewsets/returns.py",
    "home/demo/returns.py",
    # These ask whether and when figures were released, not for the numbers.
    "directory/restricted.py",
    "directory/citing.py",
    "home/naming.py",
    # These let something out, controlled: tests/directory/monitoring/test_picture.py says of every number what it is.
    "directory/monitoring/picture.py",
    "directory/profile.py",
}
RESTRICTED_TEMPLATES = ("templates/directory/returns/", "templates/directory/admin/")


def names_in(path):
    """Every name, attribute, imported name and text of a module, but what its docstrings say."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield from node.value.split("__")


def test_raw_numbers_about_people_are_read_in_known_modules_only():
    code = [path for path in MODULES if "migrations" not in path.parts]

    assert {name_of(path) for path in code if RAW & set(names_in(path))} == KEEPERS


def test_public_modules_do_not_import_what_reads_returns():
    public = ("home/", "hub/", "guidance/", "resources/", "directory/views/", "directory/exports", "directory/map")
    readers = {"returning", "releases", "lines", "files", "early_access"}
    allowed = {"directory/views/returns.py", "home/demo/returns.py"}
    importing = {
        name_of(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "directory.monitoring" in (node.module or "")
        if readers & {node.module.rsplit(".", 1)[-1], *(alias.name for alias in node.names)}
    }

    assert {name for name in importing if name.startswith(public)} == allowed


def test_only_restricted_templates_show_what_was_returned_or_include_those_that_do():
    raw = re.compile(r"buddy_count|recipient_count|\.typed\b|\brow\.value|\breturned\.values|directory/returns/")
    showing = [name for name, source in template_sources().items() if raw.search(source)]

    assert showing
    assert [name for name in showing if not name.startswith(RESTRICTED_TEMPLATES)] == []


def test_no_search_index_holds_numbers_about_people():
    for model in apps.get_models():
        fields = {field.field_name for field in getattr(model, "search_fields", ())}
        assert not fields & RAW, model
        if model.__name__ in ("Return", "ReturnValue", "ReturnQuery", "Release", "EarlyAccess"):
            assert not issubclass(model, Indexed)


# Documents

CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"[\w.-]+(?:/[\w.*-]+)*(?:/|\.(?:py|md|html|css|js|json|toml|csv|po|mo|lock|svg|sql|yml|txt|cfg))")


def files_named(text):
    """Paths that a document names in code spans; addresses, such as `/cy/`, are no paths."""
    spans = CODE.findall(FENCE.sub("", text))
    return [word for span in spans for word in span.split() if FILE.fullmatch(word)]


def is_there(named, beside):
    """Whether a path exists from the project's root, beside the document, or at the end of some file's path."""
    if list(ROOT.glob(named.rstrip("/"))) or list(beside.glob(named.rstrip("/"))):
        return True
    return any(str(path.relative_to(ROOT)).endswith(f"/{named}") for path in files_below(ROOT, Path(named).name))


def test_project_has_a_readme_and_documents():
    assert (ROOT / "README.md").is_file()
    assert len(DOCUMENTS) > 5


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_document_names_only_files_that_exist(path):
    named = files_named(path.read_text(encoding="utf-8"))

    made = {"var/", "var", ".env", ".venv/"}
    assert [name for name in named if name not in made and not is_there(name, path.parent)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_of_a_document_lead_to_files_that_exist(path):
    links = [link.split("#")[0] for link in LINK.findall(path.read_text(encoding="utf-8"))]

    local = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_document_names_only_targets_that_make_has(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")

    named = set(re.findall(r"(?:`|^|\$ )make ([a-z-]+)", text, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_document_names_only_commands_that_exist(path):
    commands = {file.stem for file in files_below(ROOT, "management/commands/*.py")} | {
        "migrate", "runserver", "collectstatic", "createsuperuser", "check", "shell", "makemigrations",
        "rebuild_references_index", "update_index", "publish_scheduled", "test", "clearsessions",
    }  # fmt: skip

    named = set(re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8")))
    assert named <= commands


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_code_refers_only_to_decisions_that_exist():
    pattern = re.compile(r"docs/decisions/(\d{4})")
    sources = [*MODULES, *files_below(TEMPLATES, "*.*"), *files_below(ROOT / "hub" / "static", "*.css")]
    named = {number for path in sources for number in pattern.findall(path.read_text(encoding="utf-8"))}

    assert named <= {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
