"""Who speaks: how voices divide between those who receive support, those who give it, staff and officials.

"Service users' voices" in which no service user speaks is a fault that readers and editors should see.
"""

from dataclasses import dataclass

from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Who speaks. Never optional: "service users' voices" without a service user is a fault to be seen."""

    RECIPIENT = "recipient", _("Person receiving support")
    BUDDY = "buddy", _("Buddy")
    FORMER_PRISONER = "former_prisoner", _("Person who has left prison")
    FAMILY = "family", _("Family member")
    OFFICER = "officer", _("Prison officer")
    MANAGER = "manager", _("Prison manager")
    GOVERNOR = "governor", _("Governor or director")
    HEALTHCARE = "healthcare", _("Healthcare worker")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COMMISSIONER = "commissioner", _("Commissioner")
    TRAINER = "trainer", _("Trainer")
    RESEARCHER = "researcher", _("Researcher")
    INSPECTOR = "inspector", _("Inspector")


class Group(TextChoices):
    RECIPIENT = "recipient", _("People receiving support")
    BUDDY = "buddy", _("Buddies")
    AROUND = "around", _("People who have left prison, and families")
    STAFF = "staff", _("Staff")
    OFFICIAL = "official", _("Managers, commissioners and other officials")


GROUPS = {
    Group.RECIPIENT: (Role.RECIPIENT,),
    Group.BUDDY: (Role.BUDDY,),
    Group.AROUND: (Role.FORMER_PRISONER, Role.FAMILY),
    Group.STAFF: (Role.OFFICER, Role.HEALTHCARE, Role.SOCIAL_WORKER, Role.TRAINER),
    Group.OFFICIAL: (Role.MANAGER, Role.GOVERNOR, Role.COMMISSIONER, Role.RESEARCHER, Role.INSPECTOR),
}


@dataclass(frozen=True)
class Balance:
    """How many voices each `Group` has: {group: count}."""

    counts: dict

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def is_one_sided(self):
        """Whether there are voices and none is of a person who receives support."""
        return bool(self.total) and not self.counts[Group.RECIPIENT]

    @property
    def shares(self):
        """[(label, count, share in whole per cent)] of every group, those with none included."""
        whole = self.total or 1
        return [(group.label, count, round(100 * count / whole)) for group, count in self.counts.items()]


def balance(voices):
    """The Balance of `voices`, a queryset of VoicePage. A voice counts once, whatever its languages."""
    by_role = dict(voices.order_by().values_list("role").annotate(n=Count("translation_key", distinct=True)))
    return Balance({group: sum(by_role.get(role, 0) for role in roles) for group, roles in GROUPS.items()})
