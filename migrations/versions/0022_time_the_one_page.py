"""Keep with a response how long its one page was open, where all questions stood on it: there is one such time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("responses", sa.Column("milliseconds", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE responses SET milliseconds = (SELECT t.milliseconds FROM page_times t "
        "WHERE t.response_id = responses.id AND t.page = '*') "
        "WHERE EXISTS (SELECT 1 FROM page_times t WHERE t.response_id = responses.id AND t.page = '*')"
    )
    op.execute("DELETE FROM page_times WHERE page = '*'")


def downgrade() -> None:
    op.execute(
        "INSERT INTO page_times (response_id, page, milliseconds) "
        "SELECT id, '*', milliseconds FROM responses WHERE milliseconds IS NOT NULL"
    )
    op.drop_column("responses", "milliseconds")
