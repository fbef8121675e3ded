"""Let a survey ask all of its questions on one page."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("surveys") as batch:
        batch.add_column(
            sa.Column(
                "layout",
                sa.Enum("paged", "whole", name="layout", native_enum=False, create_constraint=True, length=32),
                server_default="paged",
                nullable=False,
            )
        )
    with op.batch_alter_table("surveys") as batch:
        batch.alter_column("layout", server_default=None, existing_type=sa.String(32), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("surveys") as batch:
        batch.drop_constraint(batch.f("ck_surveys_layout"), type_="check")
        batch.drop_column("layout")
