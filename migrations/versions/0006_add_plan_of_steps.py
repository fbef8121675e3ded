"""Add what the team plans with a step, the reason why a shared step changed, and a program's own placeholders."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


# Rows that are there get an empty text; new ones are given theirs, so the default does not stay.
TEXTS = {"program": ("placeholders",), "steps": ("goal",), "version_steps": ("goal", "reason")}
PLANNED = ("steps", "version_steps")


def upgrade() -> None:
    for table, names in TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
        if table in PLANNED:
            op.add_column(table, sa.Column("day", sa.Integer(), nullable=True))
            op.add_column(table, sa.Column("minutes", sa.Integer(), nullable=True))
            op.add_column(table, sa.Column("owner_id", sa.Uuid(), nullable=True))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None, existing_type=sa.String(), existing_nullable=False)
            if table in PLANNED:
                batch_op.create_foreign_key(batch_op.f(f"fk_{table}_owner_id_people"), "people", ["owner_id"], ["id"])


def downgrade() -> None:
    for table, names in TEXTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table in PLANNED:
                batch_op.drop_constraint(batch_op.f(f"fk_{table}_owner_id_people"), type_="foreignkey")
            for name in (*names, *(("day", "minutes", "owner_id") if table in PLANNED else ())):
                batch_op.drop_column(name)
