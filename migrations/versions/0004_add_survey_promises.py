"""Keep who may read a confidential survey's names, the smallest group to speak of, and every promise that was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BROKEN = "a survey that was sent keeps its promise"
CHANGED = {
    "sqlite": "NEW.privacy IS NOT OLD.privacy OR NEW.smallest_group IS NOT OLD.smallest_group",
    "postgresql": "NEW.privacy IS DISTINCT FROM OLD.privacy OR NEW.smallest_group IS DISTINCT FROM OLD.smallest_group",
}


def upgrade() -> None:
    with op.batch_alter_table("program") as batch_op:
        batch_op.add_column(sa.Column("smallest_group", sa.Integer(), nullable=False, server_default="5"))
        batch_op.create_check_constraint(op.f("ck_program_no_group_under_three"), "smallest_group >= 3")
    with op.batch_alter_table("program") as batch_op:
        batch_op.alter_column(
            "smallest_group", existing_type=sa.Integer(), existing_nullable=False, server_default=None
        )
    with op.batch_alter_table("surveys") as batch_op:
        batch_op.add_column(sa.Column("smallest_group", sa.Integer(), nullable=True))
    op.create_table(
        "confidants",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_confidants_person_id_people")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_confidants_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_confidants")),
    )
    freeze_promises()


def freeze_promises() -> None:
    """Refuse to change what a survey that was sent has promised, or to take its sending back, whoever asks."""
    dialect = op.get_bind().dialect.name
    broken = f"OLD.status <> 'writing' AND (NEW.status = 'writing' OR {CHANGED[dialect]})"
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_broken_promise() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{BROKEN}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER surveys_promise_kept BEFORE UPDATE ON surveys FOR EACH ROW WHEN ({broken}) "
            "EXECUTE FUNCTION refuse_broken_promise()"
        )
        return
    op.execute(
        f"CREATE TRIGGER surveys_promise_kept BEFORE UPDATE ON surveys WHEN {broken} "
        f"BEGIN SELECT RAISE(ABORT, '{BROKEN}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER surveys_promise_kept ON surveys")
        op.execute("DROP FUNCTION refuse_broken_promise()")
    else:
        op.execute("DROP TRIGGER surveys_promise_kept")
    op.drop_table("confidants")
    with op.batch_alter_table("surveys") as batch_op:
        batch_op.drop_column("smallest_group")
    with op.batch_alter_table("program") as batch_op:
        batch_op.drop_constraint(op.f("ck_program_no_group_under_three"), type_="check")
        batch_op.drop_column("smallest_group")
