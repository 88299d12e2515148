"""What must not reach a log."""

import logging
import re

CODE = re.compile(r"(/respond/)[^/\s?\"']+")


class WithoutCodes(logging.Filter):
    """Cuts the code of a response to a consultation out of every message that names its address."""

    def filter(self, record):
        record.msg, record.args = CODE.sub(r"\1…", record.getMessage()), ()
        return True
