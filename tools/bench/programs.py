"""The programs that are compared, each in a process of its own, asked in turn so that all meet the same machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """A process with its own settings and environment, which calls functions of this package when it is asked."""

    def __init__(self, name, settings, log, **environment):
        self.name, self.log = name, log
        self.environment = os.environ | environment | {"DJANGO_SETTINGS_MODULE": settings}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.asked"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("ab"),
            text=True,
        )

    def tell(self, function, *arguments):
        """Have a function called, such as "measuring.seen", and do not wait for it."""
        self.process.stdin.write(json.dumps([function, arguments]) + "\n")
        self.process.stdin.flush()

    def answer(self):
        """What the function that was told last gave back."""
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} stopped:\n{self.log.read_text()[-3000:]}")
        return json.loads(line)

    def ask(self, function, *arguments):
        self.tell(function, *arguments)
        return self.answer()

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
