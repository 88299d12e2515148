import shutil
import socket
import socketserver
import struct
import subprocess
import threading
from pathlib import Path

import pytest

# The file that every scanner takes for a virus and that is none (eicar.org), in two halves.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class StandIn(socketserver.StreamRequestHandler):
    """Answers INSTREAM as clamd does."""

    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.server.seen.append(data)
        self.wfile.write(self.server.answer or self.verdict(data))

    def verdict(self, data):
        return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in data else b"stream: OK\0"


@pytest.fixture(params=["host", "socket"])
def clamd(request, tmp_path, settings):
    path = str(tmp_path / "clamd.sock")
    kind = socketserver.TCPServer if request.param == "host" else socketserver.UnixStreamServer
    with kind(("127.0.0.1", 0) if request.param == "host" else path, StandIn) as server:
        server.seen, server.answer = [], b""
        settings.CLAMD_SOCKET = f"127.0.0.1:{server.server_address[1]}" if request.param == "host" else path
        settings.CLAMD_SECONDS = 5
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_scanner_sees_the_file_as_it_came(clamd, take):
    data = b"a" * 200_000

    take("a.txt", data)

    assert clamd.seen == [data]


def test_what_the_scanner_finds_is_refused_by_name(clamd, reasons):
    assert reasons("a.txt", EICAR) == {"virus"}


def test_answer_that_is_not_clear_lets_nothing_in(clamd, reasons):
    clamd.answer = b"INSTREAM size limit exceeded. ERROR\0"

    assert reasons("a.txt", b"text") == {"unscanned"}


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense"])
def test_no_file_enters_while_the_scanner_does_not_answer(address, reasons, settings):
    settings.CLAMD_SOCKET = address

    assert reasons("a.txt", b"text") == {"unscanned"}


@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd is not installed")
def test_clamd_itself_knows_the_test_file(tmp_path, reasons, take, settings):
    (tmp_path / "eicar.ndb").write_text(f"Eicar-Test:0:0:{EICAR.hex()}\n", encoding="ascii")
    path = tmp_path / "clamd.sock"
    config = tmp_path / "clamd.conf"
    config.write_text(f"LocalSocket {path}\nDatabaseDirectory {tmp_path}\nForeground yes\n", encoding="utf-8")
    with subprocess.Popen([shutil.which("clamd"), f"--config-file={config}"], stdout=subprocess.PIPE) as process:
        settings.CLAMD_SOCKET = str(path)
        for line in process.stdout:
            if b"Self checking" in line or listening(path):
                break
        try:
            assert reasons("a.txt", EICAR) == {"virus"}
            file, _report = take("a.txt", b"text")
            assert file.read() == b"text"
        finally:
            process.terminate()


def listening(path):
    if not Path(path).exists():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
