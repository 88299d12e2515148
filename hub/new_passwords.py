"""How editors ask for a new password: what happens, and how long it takes, is the same with and without an account."""

from django.utils.translation import get_language, override
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm


class NewPasswordForm(PasswordResetForm):
    """Wagtail's, which looks for the account and writes the mail once a worker comes to it."""

    def save(self, *, subject_template_name, email_template_name, **_options):
        """The host that was asked for is nowhere used: the mail gives the hub's own address."""
        mail.enqueue(self.cleaned_data["email"], get_language(), subject_template_name, email_template_name)


@task()
def mail(email, language, subject, body):
    """Mail a link to every account with this address that has a password; `subject` and `body` name templates."""
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        with override(language):
            form.save("-", subject, body)
