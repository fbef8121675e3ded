"""Keep anonymous answers apart from who took part: tables without times, and rows without an order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "participants",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participants_person_id_people")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_participants_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_participants")),
        sqlite_with_rowid=False,
    )
    for table, *more in (
        ("anonymous_answers",),
        ("released_answers", sa.Column("is_shown", sa.Boolean(), nullable=False)),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("survey_id", sa.Uuid(), nullable=False),
            sa.Column("body", DOCUMENT, nullable=False),
            *more,
            sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f(f"fk_{table}_survey_id_surveys")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "answers_under_way",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_answers_under_way_survey_id_surveys")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers_under_way")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seals",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("is_clean", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_seals_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_seals")),
    )


def downgrade() -> None:
    for table in ("seals", "answers_under_way", "released_answers", "anonymous_answers", "participants"):
        op.drop_table(table)
