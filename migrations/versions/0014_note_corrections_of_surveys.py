"""Note the slips of the pen that are corrected in a survey after it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_corrections",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_survey_corrections_made_by_id_people")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_corrections_survey_id_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_corrections")),
    )
    with op.batch_alter_table("survey_corrections") as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_corrections_survey_id"), ["survey_id"], unique=False)


def downgrade() -> None:
    op.drop_table("survey_corrections")
