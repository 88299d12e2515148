"""Does the work of the clock where there is no cron: `python -m tools.crontab deploy/crontab`.

Each command runs in a process of its own, and not twice at once. One that fails is in the log; the others go on.
"""

import logging
import signal
import subprocess
import sys
from pathlib import Path

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
ZONE = "Europe/London"
LATE = 3600  # seconds that a command may be late, where the machine slept, before it waits for its next time

logger = logging.getLogger("schedule")


def entries(text):
    """[(when, [command of manage.py, …])] of a crontab whose lines run `$HUB`."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(when.strip(), command.split()) for when, command in (line.split("$HUB") for line in lines)]


def run(command):
    done = subprocess.run([sys.executable, MANAGE, *command])
    logger.log(logging.ERROR if done.returncode else logging.INFO, "%s ended with %s", command[0], done.returncode)


def main():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BlockingScheduler(timezone=ZONE)
    for when, command in entries(Path(sys.argv[1]).read_text()):
        trigger = CronTrigger.from_crontab(when, ZONE)
        scheduler.add_job(run, trigger, [command], misfire_grace_time=LATE, coalesce=True, max_instances=1)
    signal.signal(signal.SIGTERM, lambda *_: scheduler.shutdown(wait=False))
    scheduler.start()


if __name__ == "__main__":
    main()
