"""Index the few postings that undo others: what a request has cost is read without looking at every posting."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_postings_reversals",
        "postings",
        ["offer_id"],
        sqlite_where=sa.text("kind = 'reversed'"),
        postgresql_where=sa.text("kind = 'reversed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_postings_reversals", table_name="postings")
