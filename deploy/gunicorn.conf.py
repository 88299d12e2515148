"""How gunicorn serves the hub: `gunicorn -c deploy/gunicorn.conf.py hub.wsgi:application`.

BIND, WEB_WORKERS and WEB_THREADS come from the environment.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8001")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))

timeout = 60  # seconds: a file from outside is scanned and written anew while the person waits
graceful_timeout = 60  # whoever sent a file when the node was told to stop is still answered
keepalive = 75  # above the proxy's 60, so that it is never we who close a connection that it is about to use

# What a worker gathered goes with it; the jitter keeps them from going together.
max_requests = 5000
max_requests_jitter = 500

# Preloaded, so that a node listens only once it can answer: else the proxy sends it readers, who wait while it loads.
# A new version is a restart of the node, not SIGHUP, which would keep the code of before.
preload_app = True

# A heartbeat on a slow disk would have living workers killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
accesslog = None  # addresses can hold codes: hub/logs.py knows which, and the proxy's own log leaves them out
errorlog = "-"
control_socket_disable = True  # nobody steers a node but by signals, and its home cannot be written to
