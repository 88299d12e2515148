"""How gunicorn serves the hub: `gunicorn -c deploy/gunicorn.conf.py`. It reads BIND and WEB_CONCURRENCY."""

import os
from pathlib import Path

wsgi_app = "hub.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
# The pages are Python: threads share one core, processes do not. A process takes about 200 MB.
worker_class = "sync"
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * (os.cpu_count() or 1)))
# A node listens only once it can answer, and what all processes share is in memory once. A new version is a restart of
# the node: SIGHUP would keep the code of before.
preload_app = True
control_socket_disable = True  # nobody steers a node but by signals, and its home cannot be written to
timeout = 60  # files that come in are scanned and written anew while the person waits
graceful_timeout = 30  # so long may a request go on after SIGTERM
max_requests, max_requests_jitter = 5000, 500
# A process says that it lives through a file: not on a disk, which may be slow or full.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
accesslog = None  # addresses can be keys: the proxy logs them without


def child_exit(server, worker):
    """Gunicorn calls it when a process has ended."""
    from hub.metrics import child_exit as forget  # where the settings of the hub are there already

    forget(worker.pid)
