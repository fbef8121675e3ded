"""Add "same for us", when members read others' comments, and sharing at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HIDING = ("boards", "review_requests")


def upgrade() -> None:
    for table in HIDING:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column(
                    "reading_others",
                    sa.Enum(
                        "at_once",
                        "when_finished",
                        "never",
                        name="reading_others",
                        native_enum=False,
                        create_constraint=True,
                        length=32,
                    ),
                    nullable=False,
                    server_default="at_once",
                )
            )
        # The rows that are there have their value now; the application names one for each new row.
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("reading_others", server_default=None)
    with op.batch_alter_table("assignments") as batch_op:
        batch_op.add_column(sa.Column("shares_at_once", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("assignments") as batch_op:
        batch_op.alter_column("shares_at_once", server_default=None)
    op.create_table(
        "thread_supports",
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thread_supports_person_id_people")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_supports_thread_id_threads")),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_thread_supports")),
    )
    with op.batch_alter_table("thread_supports") as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_supports_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("thread_supports")
    with op.batch_alter_table("assignments") as batch_op:
        batch_op.drop_column("shares_at_once")
    for table in reversed(HIDING):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_reading_others"), type_="check")
            batch_op.drop_column("reading_others")
