"""The guards of the history look up their rows by index, whatever the table was like when a session first planned it: planned over
a few rows, a transaction of forty thousand changes read the whole table for each of them. No row is touched."""

from django.db import migrations

FUNCTIONS = ("factdesk_unexplained_change()", "factdesk_history_append()")
BY_INDEX = "".join(f"ALTER FUNCTION {name} SET enable_seqscan = off;" for name in FUNCTIONS)
AS_PLANNED = "".join(f"ALTER FUNCTION {name} RESET enable_seqscan;" for name in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0022_contacts_struck_out"),
    ]

    operations = [migrations.RunSQL(BY_INDEX, reverse_sql=AS_PLANNED)]
