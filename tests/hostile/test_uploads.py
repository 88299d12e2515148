"""Whatever file is sent to whichever form takes one: a page, or a list of what is wrong, comes back; nothing fails."""

from urllib.parse import urlsplit

import pytest
from lxml import html

from hub.models import HubDocument, HubImage, User
from tests import files
from tests.factories import MembershipFactory, SubmissionFactory
from tests.hostile.routes import routes
from tests.hostile.sending import EDITOR, Asker, forms_of
from tests.hostile.who import values_for
from tests.hub.uploads.test_intake import NAMES, WRONG

# The beginnings of the names of screens that may hold a form with a file.
SCREENS = {
    "member": ("practice:", "returns:", "profile:"),
    EDITOR: ("wagtailimages:", "wagtaildocs:", "recordings:", "wagtailusers_users:", "wagtailadmin_account", "keying:"),
}
HOSTILE = {
    **dict.fromkeys(NAMES, (b"plain words", "")),
    **{name: said for name, said in WRONG.items() if name != "large.txt"},
    "cut-off.pdf": (files.pdf()[:200], ""),
    "cut-off.png": (files.png()[:40], ""),
    "cut-off.docx": (files.word()[:300], ""),
    'quote".pdf': (files.pdf(), ""),
    "é" * 120 + ".jpg": (files.jpeg(), ""),
    "polyglot.jpg": (files.jpeg() + b"<script>alert(1)</script>" + files.zipped({"a": "b"}), ""),
}


@pytest.fixture
def member(prison):
    return MembershipFactory(prison=prison, role="contributor").user


@pytest.fixture
def rows(planted, prison, member):
    """Something of everything, and a practice example that is still being written."""
    return planted | {"directory.Submission": SubmissionFactory(prison=prison, started_by=member)}


@pytest.fixture
def asker(rows, member):
    users = {"member": member, EDITOR: User.objects.create_superuser("boss@example.org", "x")}
    with Asker(users) as asker:
        yield asker


def forms_that_take_files(asker, rows, prison, home):
    """[(who, address, form)], one of a form: where forms of two screens go to the same place, only the first."""
    found = {}
    for route in routes():
        for who, beginnings in SCREENS.items():
            if not route.name.startswith(beginnings):
                continue
            address = route.address(values_for(route, rows, prison, home))
            response, body = asker.ask(who, "GET", address)
            if response is None or response.status_code != 200 or b'type="file"' not in body:
                continue
            for form in forms_of(html.fromstring(body), address):
                if form.files and form.method == "POST":
                    found.setdefault((who, urlsplit(form.action).path, tuple(form.files)), (who, address, form))
    return list(found.values())


def multipart(values, names, filename, data):
    lines = []
    for name, value in values.items():
        if name not in names:
            lines += [b"--edge", f'Content-Disposition: form-data; name="{name}"'.encode(), b"", value.encode()]
    told = filename.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22").encode("utf-8", "surrogatepass")
    for name in names:
        lines += [b"--edge", b'Content-Disposition: form-data; name="%s"; filename="%s"' % (name.encode(), told)]
        lines += [b"Content-Type: application/octet-stream", b"", data]
    return b"\r\n".join([*lines, b"--edge--", b""])


def test_no_form_fails_whatever_file_it_is_sent(asker, rows, prison, home):
    forms = forms_that_take_files(asker, rows, prison, home)
    asker.faults.clear()  # of the screens themselves: test_fuzz.py

    for who, address, form in forms:
        for filename, (data, _why) in HOSTILE.items():
            body = multipart(form.values, form.files, filename, data)
            action = urlsplit(form.action).path or address
            asker.ask(who, "POST", action, body, "multipart/form-data; boundary=edge")

    assert {who for who, _address, _form in forms} == {"member", EDITOR}
    assert len(forms) >= 5, [address for _who, address, _form in forms]
    assert not asker.faults, f"{len(asker.faults)} faults:\n" + "\n".join(map(str, asker.faults[:10]))


def test_what_is_no_picture_or_document_is_not_kept_in_the_admin(admin_client, planted):
    before = HubImage.objects.count(), HubDocument.objects.count()
    for kind in ("images", "documents"):
        for filename, (data, why) in HOSTILE.items():
            if why:
                body = multipart({"title": "x", "collection": "1"}, ["file"], filename, data)
                admin_client.generic("POST", f"/admin/{kind}/add/", body, "multipart/form-data; boundary=edge")

    assert (HubImage.objects.count(), HubDocument.objects.count()) == before
