"""Keep the themes that the team gives to answers in own words."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "themes",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_themes_survey_id_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("survey_id", "name", name=op.f("uq_themes_survey_id_name")),
    )
    op.create_table(
        "themed_answers",
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_themed_answers_response_id_responses")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_themed_answers_theme_id_themes")),
        sa.PrimaryKeyConstraint("theme_id", "response_id", "question_id", name=op.f("pk_themed_answers")),
    )
    with op.batch_alter_table("themed_answers") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_themed_answers_response_id_question_id"), ["response_id", "question_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("themed_answers")
    op.drop_table("themes")
