"""Keep with each confidential response in which segment its author was when it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("segment", sa.String(), nullable=True))
    op.execute(
        "UPDATE responses SET segment = coalesce((SELECT segments.name FROM assignments"
        " JOIN seats ON seats.id = assignments.seat_id JOIN segments ON segments.id = seats.segment_id"
        " WHERE assignments.id = responses.assignment_id), '')"
        " WHERE submitted_at IS NOT NULL"
        " AND survey_id IN (SELECT id FROM surveys WHERE privacy = 'confidential')"
    )


def downgrade() -> None:
    with op.batch_alter_table("responses") as batch:
        batch.drop_column("segment")
