"""Let members correct what they sent, until the survey closes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("changes", JSON, server_default="{}", nullable=False))
        batch.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("responses") as batch:
        batch.alter_column("changes", server_default=None, existing_type=JSON, existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("responses") as batch:
        batch.drop_column("changed_at")
        batch.drop_column("changes")
