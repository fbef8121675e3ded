"""Keep what limits mails: budgets and bundles in the outbox, reminders, and stops for one review."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_messages") as batch:
        batch.add_column(sa.Column("budget", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("bundle_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("reply_to_id", sa.Uuid(), nullable=True))
        batch.create_index(batch.f("ix_outbox_messages_bundle_id"), ["bundle_id"], unique=False)
    with op.batch_alter_table("outbox_messages") as batch:
        batch.alter_column("budget", server_default=None, existing_type=sa.String(), existing_nullable=False)
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("mails_stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("by_hand", "by_clock", "again", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_reminders_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_reminders_asked_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("assignment_id", "number", name=op.f("uq_reminders_assignment_id_number")),
    )


def downgrade() -> None:
    op.drop_table("reminders")
    with op.batch_alter_table("assignments") as batch:
        batch.drop_column("mails_stopped_at")
    with op.batch_alter_table("outbox_messages") as batch:
        batch.drop_index(batch.f("ix_outbox_messages_bundle_id"))
        batch.drop_column("reply_to_id")
        batch.drop_column("bundle_id")
        batch.drop_column("counted_at")
        batch.drop_column("budget")
