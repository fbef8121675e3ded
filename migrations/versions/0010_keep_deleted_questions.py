"""Keep the questions that are deleted from a survey, so that they can be put back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "deleted_questions",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("kept", DOCUMENT, nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_deleted_questions_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", "question_id", name=op.f("pk_deleted_questions")),
    )


def downgrade() -> None:
    op.drop_table("deleted_questions")
