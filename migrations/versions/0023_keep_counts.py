"""Keep what portions of responses counted to for all processes; each that holds any has a mark from now on.

Only changes since revision 0017 have drawn marks, and what is kept is told by its mark.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted_parts",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_counted_parts_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", "part", name=op.f("pk_counted_parts")),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    drawn = "gen_random_uuid()" if on_postgresql else "lower(hex(randomblob(16)))"
    op.execute(
        f"INSERT INTO result_marks (survey_id, part, mark) SELECT f.survey_id, f.portion, {drawn} "
        "FROM (SELECT DISTINCT survey_id, portion FROM responses) AS f WHERE true "
        "ON CONFLICT (survey_id, part) DO NOTHING"
    )


def downgrade() -> None:
    op.drop_table("counted_parts")
