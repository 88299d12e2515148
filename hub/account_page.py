"""The page of the admin on which editors change what is kept of themselves."""

from wagtail.admin.views import account


class AccountView(account.AccountView):
    """Without a picture of them: it would be a public file, as their camera wrote it."""

    shows = None  # who looks at it themselves

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, account.AvatarSettingsPanel)]
