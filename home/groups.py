"""What Wagtail's two groups may do with what is not a page: editors prepare and decide, moderators also answer for it.

Where two people are needed (a rating and who confirms it, a practice example and who typed it in) the work itself
refuses the same person; so both groups have the same right there. No group may take the raw numbers of returns away
(`directory.export_return`) or delete records: an administrator gives that to a person by name.
"""

# {model: actions}; a moderator may all that an editor may.
EDITORS = {
    "guidance.document": "add change prepare",
    "guidance.consultation": "add change",
    "guidance.comment": "change",
    "guidance.response": "add",
    "guidance.pilot": "add change",
    "hub.topic": "add change",
    "hub.synonym": "add change delete",
    "wagtailsearchpromotions.searchpromotion": "add change delete",
    "directory.prison": "change",
    "directory.scheme": "add change",
    "directory.organisation": "add change",
    "directory.cluster": "add change",
    "directory.authorityperiod": "add change",
    "directory.submission": "change",
    "directory.concern": "change",
    "directory.enquiry": "view",
    "directory.return": "change",
    "directory.invitation": "add change",
    "directory.accessrequest": "change",
    "directory.membership": "view",
    "directory.inspectionfinding": "add change",
    "resources.rating": "add change",
    "resources.appeal": "add change",
    "resources.formatrequest": "change",
    "hub.use": "change",
    "home.reply": "change delete",
    "home.pageanswer": "view",
    "home.brokenlink": "view",
    "home.pagereading": "view review",
    "home.pack": "add view",
    "home.bundle": "add change delete",
    "home.mailrun": "view",
}
MODERATORS = {
    "resources.identityreview": "add",
    "guidance.document": "issue",
    "directory.prison": "add",
    "directory.scheme": "publish",
    "directory.membership": "change delete",
}
GROUPS = {"Editors": [EDITORS], "Moderators": [EDITORS, MODERATORS]}


def grant(apps):
    """Give both groups what the table says, as far as groups and models are there; takes nothing away.

    `apps` is Django's registry or a migration's. It makes the permissions too, which Django itself makes only after
    the last migration.
    """
    there = {model._meta.label_lower for model in apps.get_models()}  # in a migration, those of that time
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        for table in GROUPS[group.name]:
            for model in there & table.keys():
                group.permissions.add(*(permission(apps, model, action) for action in table[model].split()))


def permission(apps, label, action):
    """The row of the permission to do `action` with the model of a label such as "hub.topic"."""
    meta = apps.get_model(label)._meta
    types = apps.get_model("contenttypes", "ContentType").objects
    codename = f"{action}_{meta.model_name}"
    name = dict(meta.permissions).get(codename, f"Can {action} {meta.verbose_name_raw}")
    row, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=types.get_or_create(app_label=meta.app_label, model=meta.model_name)[0],
        codename=codename,
        defaults={"name": name},
    )
    return row
