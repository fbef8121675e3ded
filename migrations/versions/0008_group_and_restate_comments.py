"""Let comments be restated and their suggestions be applied, and find the comments that one stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("threads") as batch:
        batch.add_column(sa.Column("unconfirmed_reason", sa.String(), server_default="", nullable=False))
        batch.create_index(batch.f("ix_threads_duplicate_of_id"), ["duplicate_of_id"], unique=False)
    with op.batch_alter_table("threads") as batch:
        batch.alter_column(
            "unconfirmed_reason", server_default=None, existing_type=sa.String(), existing_nullable=False
        )
    op.create_table(
        "restatements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("confirmed", "corrected", name="answer", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("correction", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_restatements_made_by_id_people")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_restatements_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restatements")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_restatements_thread_id_number")),
    )
    op.create_table(
        "applied_suggestions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("disposed", sa.Boolean(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["people.id"], name=op.f("fk_applied_suggestions_applied_by_id_people")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_applied_suggestions_draft_id_drafts")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_applied_suggestions_thread_id_threads")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_applied_suggestions_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applied_suggestions")),
    )
    with op.batch_alter_table("applied_suggestions") as batch:
        batch.create_index(batch.f("ix_applied_suggestions_draft_id"), ["draft_id"], unique=False)
        batch.create_index(batch.f("ix_applied_suggestions_thread_id"), ["thread_id"], unique=False)
        batch.create_index(
            "ix_applied_suggestions_one_living",
            ["thread_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("applied_suggestions")
    op.drop_table("restatements")
    with op.batch_alter_table("threads") as batch:
        batch.drop_index(batch.f("ix_threads_duplicate_of_id"))
        batch.drop_column("unconfirmed_reason")
