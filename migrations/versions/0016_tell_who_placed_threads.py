"""Keep with the place of a thread who put it there by hand, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread_places", sa.Column("placed_by_id", sa.Uuid(), nullable=True))
    op.add_column("thread_places", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("thread_places") as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_thread_places_placed_by_id_people"), "people", ["placed_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("thread_places") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_places_placed_by_id_people"), type_="foreignkey")
        batch_op.drop_column("placed_at")
        batch_op.drop_column("placed_by_id")
