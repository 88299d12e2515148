"""Connections to Redis, or Valkey, that cost a process little while the server does not answer.

Whoever finds that it does not waits for it once. For some seconds from then on nobody of the process asks it at all.
"""

import logging
import time

from redis import Connection, ConnectionError, ConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.backoff import NoBackoff
from redis.exceptions import TimeoutError
from redis.retry import Retry

SECONDS_TO_ANSWER = 0.5
SECONDS_TO_REST = 5
AWAY = (ConnectionError, TimeoutError, OSError)

# Of the whole process: until when, by its own clock, nobody asks.
rest = {"until": 0.0}

logger = logging.getLogger(__name__)


class Resting:
    """Raises redis.ConnectionError at once while the server is known to be away."""

    def check(self):
        if time.monotonic() < rest["until"]:
            self.disconnect()
            raise ConnectionError("It did not answer a moment ago.")

    def watched(self, do, *args, **kwargs):
        try:
            return do(*args, **kwargs)
        except AWAY as error:
            rest["until"] = time.monotonic() + SECONDS_TO_REST
            logger.warning("The cache does not answer: %s.", type(error).__name__)
            raise

    def connect(self):
        self.check()
        return self.watched(super().connect)

    def send_packed_command(self, *args, **kwargs):
        self.check()
        return self.watched(super().send_packed_command, *args, **kwargs)

    def read_response(self, *args, **kwargs):
        return self.watched(super().read_response, *args, **kwargs)


class RestingConnection(Resting, Connection):
    pass


class RestingSSLConnection(Resting, SSLConnection):
    pass


class RestingSocketConnection(Resting, UnixDomainSocketConnection):
    pass


RESTING = {
    Connection: RestingConnection,
    SSLConnection: RestingSSLConnection,
    UnixDomainSocketConnection: RestingSocketConnection,
}


class RestingPool(ConnectionPool):
    def __init__(self, connection_class=Connection, **kwargs):
        impatient = {"socket_timeout": SECONDS_TO_ANSWER, "socket_connect_timeout": SECONDS_TO_ANSWER}
        super().__init__(RESTING[connection_class], **kwargs | impatient | {"retry": Retry(NoBackoff(), 0)})
