"""The first words that mean the same. Editors change them (docs/editors.md)."""

from django.db import migrations

# (terms, terms in Welsh, source). K: a Welsh term that a translator has still to check (docs/welsh-terms.md).
KNOWN = "General knowledge"
MOJ = "Ministry of Justice Welsh locale files, MIT licence"
GOVUK = "GOV.UK Welsh locale files, MIT licence"
PUBLIC = "Welsh public documents"
CHECK = "Welsh to be checked by a translator"
FIRST = [
    ("buddy, peer carer, peer supporter, care and support orderly, social care orderly", "cyfaill cymorth", CHECK),
    ("Listener, Samaritans Listener", "Gwrandäwr, Gwrandawyr", CHECK),
    ("peer support, peer-supported", "cymorth gan gymheiriaid", CHECK),
    ("PSI, Prison Service Instruction", "", KNOWN),
    ("PSO, Prison Service Order", "", KNOWN),
    ("HMPPS, HM Prison and Probation Service", "Gwasanaeth Carchardai a Phrawf EF", MOJ),
    ("HMIP, HM Inspectorate of Prisons, prison inspectorate", "Arolygiaeth Ei Fawrhydi dros Garchardai", PUBLIC),
    ("IMB, Independent Monitoring Board", "Bwrdd Monitro Annibynnol", PUBLIC),
    ("CQC, Care Quality Commission", "", KNOWN),
    ("ACCT, Assessment Care in Custody and Teamwork", "", KNOWN),
    ("MoU, memorandum of understanding", "", KNOWN),
    ("ROTL, release on temporary licence", "", KNOWN),
    ("YOI, young offender institution", "Sefydliad Troseddwyr Ifanc, STI", MOJ),
    ("local authority, council", "awdurdod lleol, cyngor", CHECK),
    ("older people, older prisoners, elderly", "carcharorion hŷn, pobl hŷn", CHECK),
    ("social care, adult social care", "gofal cymdeithasol", PUBLIC),
    ("dementia, memory loss, Alzheimer’s", "dementia", KNOWN),
    ("palliative care, end of life, hospice", "gofal lliniarol, diwedd oes", CHECK),
    ("personal care, intimate care", "gofal personol", CHECK),
    ("safeguarding, adult protection", "diogelu", CHECK),
    ("training, induction", "hyfforddiant", PUBLIC),
    ("resettlement, release", "adsefydlu", PUBLIC),
    ("pay, wage, wages", "cyflog, tâl", CHECK),
    ("wing, houseblock", "adain", CHECK),
    ("governor", "llywodraethwr", CHECK),
    ("toolkit", "pecyn cymorth", CHECK),
    ("guidance", "canllawiau", GOVUK),
    ("case study", "astudiaeth achos", PUBLIC),
    ("mental health", "iechyd meddwl", MOJ),
    ("healthcare", "gofal iechyd", PUBLIC),
]


def add(apps, schema_editor):
    apps.get_model("hub.Synonym").objects.bulk_create(
        apps.get_model("hub.Synonym")(
            terms="\n".join(terms.split(", ")), terms_cy="\n".join(filter(None, welsh.split(", "))), source=source
        )
        for terms, welsh, source in FIRST
    )


class Migration(migrations.Migration):
    dependencies = [('hub', '0010_synonyms')]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
