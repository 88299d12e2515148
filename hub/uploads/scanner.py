"""The virus scanner: clamd, where `CLAMD_SOCKET` names one."""

import socket
import struct

from django.conf import settings

from .report import Refused

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


def connected(address):
    """A connection to `address`: the path of a socket, or host:port."""
    if "/" not in address:
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.CLAMD_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(settings.CLAMD_SECONDS)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def answer_to(file):
    """What clamd says of a file that is sent to it as INSTREAM (clamd(8)): chunks with their length, then a nought."""
    with connected(settings.CLAMD_SOCKET) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := connection.recv(CHUNK)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def scan(file):
    """Raise Refused where the scanner finds something, and where it gives no clear answer: no file enters unscanned."""
    if not settings.CLAMD_SOCKET:
        return
    file.seek(0)
    try:
        answer = answer_to(file)
    except (OSError, ValueError) as error:
        raise Refused("unscanned") from error
    if answer.endswith(" FOUND"):
        raise Refused("virus", answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise Refused("unscanned")
