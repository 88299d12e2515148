import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

logger = logging.getLogger(__name__)


def send_mail(name, to, language, **context):
    """Send the mail of `templates/emails/<name>.txt` to one address, in `language`. Returns whether it was taken.

    A post office that is shut does not undo what was done before; the log names the mail, not the address.
    """
    with translation.override(language):
        said = Context(context, autoescape=False)
        subject, body = (get_template(f"emails/{part}.txt").template.render(said) for part in (f"{name}_subject", name))
    try:
        EmailMessage(" ".join(subject.split()), body, to=[to]).send()
    except (OSError, SMTPException):
        logger.error("The mail “%s” could not be sent.", name)
        return False
    return True
