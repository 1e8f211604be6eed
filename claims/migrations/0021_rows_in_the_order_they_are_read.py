"""Parts of a whole come in the order of its id, which no join has to bring; indexes for the desk's lists and for the guard that
writes down unexplained changes. No row is touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0020_hosts_of_retracted_sources"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="attribution",
            options={"ordering": ["claim_id", "ordinal"]},
        ),
        migrations.AlterModelOptions(
            name="comment",
            options={"ordering": ["claim_id", "id"]},
        ),
        migrations.AlterModelOptions(
            name="contact",
            options={"ordering": ["claim_id", "-contacted_at", "-id"]},
        ),
        migrations.AlterModelOptions(
            name="decision",
            options={"ordering": ["claim_id", "layer", "round", "id"]},
        ),
        migrations.AlterModelOptions(
            name="evidence",
            options={"ordering": ["claim_id", "id"], "verbose_name_plural": "evidence"},
        ),
        migrations.AlterModelOptions(
            name="evidencecopy",
            options={"ordering": ["evidence_id", "-id"], "verbose_name_plural": "evidence copies"},
        ),
        migrations.AlterModelOptions(
            name="finding",
            options={"ordering": ["revision_id", "id"]},
        ),
        migrations.AlterModelOptions(
            name="leftover",
            options={"ordering": ["revision_id", "start"]},
        ),
        migrations.AlterModelOptions(
            name="proposal",
            options={"ordering": ["revision_id", "start", "id"]},
        ),
        migrations.AlterModelOptions(
            name="publication",
            options={"ordering": ["claim_id", "-id"]},
        ),
        migrations.AlterModelOptions(
            name="quantity",
            options={"ordering": ["claim_id", "ordinal"], "verbose_name_plural": "quantities"},
        ),
        migrations.AlterModelOptions(
            name="revision",
            options={"ordering": ["article_id", "number"]},
        ),
        migrations.AlterModelOptions(
            name="sentence",
            options={"ordering": ["revision_id", "start"]},
        ),
        migrations.AlterModelOptions(
            name="verdict",
            options={"ordering": ["claim_id", "layer", "sequence"]},
        ),
        migrations.RemoveIndex(
            model_name="history",
            name="history_of_a_transaction",
        ),
        migrations.AddIndex(
            model_name="claimlink",
            index=models.Index(
                models.F("desk"),
                models.OrderBy(models.F("score"), descending=True),
                models.F("id"),
                condition=models.Q(("relation", "contradicts"), models.Q(("state", "rejected"), _negated=True)),
                name="claim_link_contradictions",
            ),
        ),
        migrations.AddIndex(
            model_name="history",
            index=models.Index(fields=["transaction", "subject_id"], name="history_of_a_change"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("act", "reopen"), ("layer", "world")),
                name="verdict_reopenings",
            ),
        ),
    ]
