"""Who answers a consultation, as the public is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .models.responses import PEOPLE_IN_PRISON, Respondent


class Group(models.TextChoices):
    """Respondents as they are counted in public. People in prison are one group, so that no role points at a person."""

    IN_PRISON = "in_prison", _("People in prison")
    LEFT_PRISON = "left_prison", _("People who have left prison")
    FAMILY = "family", _("Relatives and friends of people in prison")
    PRISON_STAFF = "prison_staff", _("People who work in a prison")
    CARE_STAFF = "care_staff", _("People who work in social care or health")
    AUTHORITY = "authority", _("Local authorities and health bodies")
    PRISON = "prison", _("Prisons and those who run them")
    CHARITY = "charity", _("Charities and community groups")
    RESEARCHER = "researcher", _("Researchers")
    OTHER = "other", _("Others")

    @classmethod
    def of(cls, respondent):
        """The group of a `Respondent`; who did not say is among the others."""
        return cls.IN_PRISON if respondent in PEOPLE_IN_PRISON else cls(respondent or cls.OTHER)

    @property
    def respondents(self):
        """The kinds of `Respondent` that the group counts."""
        return [respondent for respondent in Respondent if Group.of(respondent) == self]


# One of the group, beside their words.
SENDERS = {
    Group.IN_PRISON: _("A person in prison"),
    Group.LEFT_PRISON: _("A person who has left prison"),
    Group.FAMILY: _("A relative or friend of a person in prison"),
    Group.PRISON_STAFF: _("A person who works in a prison"),
    Group.CARE_STAFF: _("A person who works in social care or health"),
    Group.AUTHORITY: _("A local authority or health body"),
    Group.PRISON: _("A prison or someone who runs prisons"),
    Group.CHARITY: _("A charity or community group"),
    Group.RESEARCHER: _("A researcher"),
}
