"""Find what one member was asked in one request by both, and not by looking at all who were asked."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_assignments_person_id_request_id", "assignments", ["person_id", "request_id"])
    op.drop_index("ix_assignments_person_id", table_name="assignments")


def downgrade() -> None:
    op.create_index("ix_assignments_person_id", "assignments", ["person_id"])
    op.drop_index("ix_assignments_person_id_request_id", table_name="assignments")
