"""What stands before the hub, as deploy/nginx.conf.template says, in a real nginx: no node answers behind it."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tools.topology import MAIN_NGINX, free_port, until

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
KEYS = [
    "/preview/aWxrZXk/",
    "/cy/preview/aWxrZXk/picture/",
    "/updates/mail/aWxrZXk/",
    "/guidance/a/consultation/1.0.0/respond/aWxrZXk/x/",
    "/admin/password_reset/confirm/MQ/aWxrZXk/",
    "/?q=aWxrZXk",
]

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """(port, folder in which it writes what it has to say) of an nginx that runs."""
    run, port = tmp_path_factory.mktemp("nginx"), free_port()
    for name in ("static/site.css", "media/images/room.webp", "documents/secret.txt"):
        (run / name).parent.mkdir(parents=True)
        (run / name).write_text("held")
    filled = {
        "LISTEN": f"127.0.0.1:{port}",
        "NODES": "server 127.0.0.1:1;",
        "VAR_DIR": run,
        "ACCESS_LOG": run / "access",
    }
    template = (ROOT / "deploy/nginx.conf.template").read_text()
    (run / "hub.conf").write_text(re.sub(r"\$\{(\w+)\}", lambda found: str(filled[found[1]]), template))
    user = "user root;\n" if os.geteuid() == 0 else ""  # the folder is its maker's alone
    (run / "nginx.conf").write_text(user + MAIN_NGINX.replace("$run", str(run)))
    with (run / "said").open("wb") as said:
        process = subprocess.Popen([NGINX, "-c", run / "nginx.conf", "-e", run / "said"], stderr=said)
        try:
            until(lambda: answers(port), "nginx")
            yield port, run
        finally:
            process.terminate()
            process.wait(10)


def answers(port):
    with suppress(ConnectionRefusedError):
        return asked(port, "/static/site.css").status == 200


def asked(port, address):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.body = answer.read()
    return answer


@pytest.mark.parametrize("address", ["/static/site.css", "/media/images/room.webp"])
def test_files_have_the_headers_that_the_hub_gives(address, nginx):
    headers = asked(nginx[0], address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize(
    "address",
    [
        "/static../documents/secret.txt",
        "/media../documents/secret.txt",
        "/static/../documents/secret.txt",
        "/media/%2e%2e/documents/secret.txt",
        "/media/..%2fdocuments/secret.txt",
        "/media/images/",
        "/health/ready",
        "//health/ready",
        "/x/../health/ready",
        "/%68ealth/ready",
    ],
)
def test_nothing_else_is_handed_out_and_strangers_do_not_ask_for_the_state_of_the_hub(address, nginx):
    answer = asked(nginx[0], address)

    assert answer.status in (400, 403, 404, 502)  # 502: it would have asked the hub, which has no such page
    assert b"held" not in answer.body
    if "health" in address:
        assert answer.status == 403


@pytest.mark.parametrize("address", KEYS)
def test_no_log_says_who_asked_or_names_a_key(address, nginx):
    port, run = nginx

    assert asked(port, address).status == 502

    said = [(run / name).read_text() for name in ("access", "said", "nginx.log") if (run / name).exists()]
    assert '"status":502' in said[0]
    assert not any("aWxrZXk" in text or '"127.0.0.1"' in text or "client:" in text for text in said)
