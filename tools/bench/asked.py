"""What runs in a measured program: it reads what to call, a line each, and writes what that gave."""

import json
import os
import sys
from importlib import import_module

import django


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a command prints is no answer
    django.setup()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        module, function = name.rsplit(".", 1)
        found = getattr(import_module(f"tools.bench.{module}"), function)(*arguments)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
