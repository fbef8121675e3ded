"""Keep how long each page of a survey was open, which an anonymous survey never does."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_times",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_page_times_response_id_responses")),
        sa.PrimaryKeyConstraint("response_id", "page", name=op.f("pk_page_times")),
    )


def downgrade() -> None:
    op.drop_table("page_times")
