"""Mark in the database itself when anything changes that the results of a survey rest on.

What is counted is kept, and counted anew only where a mark differs from the one under which it was kept. A mark is
drawn by chance, so that it neither comes back after a restore nor tells how often something changed. It is written by
triggers: no write can forget it, whoever makes it. Nothing marks answers to anonymous surveys before their release.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PORTIONS = 64
ASKED, BESIDE = PORTIONS, PORTIONS + 1

OF_A_RESPONSE = "SELECT r.survey_id, r.portion FROM responses r WHERE r.id = {row}.response_id"
OF_A_PART = (
    f"SELECT s.id, {ASKED} FROM surveys s WHERE s.request_id = {{row}}.request_id "
    "UNION SELECT r.survey_id, r.portion FROM responses r "
    "WHERE r.person_id = {row}.person_id AND r.assignment_id = {row}.id"
)
OF_A_REMINDER = (
    f"SELECT s.id, {ASKED} FROM surveys s JOIN assignments a ON a.request_id = s.request_id "
    "WHERE a.id = {row}.assignment_id"
)
OF_A_BOARD = (
    f"SELECT s.id, {ASKED} FROM surveys s JOIN review_requests q ON q.id = s.request_id WHERE q.board_id = {{row}}.id"
)
OF_A_SEAT = (
    "SELECT r.survey_id, r.portion FROM assignments a "
    "JOIN responses r ON r.person_id = a.person_id AND r.assignment_id = a.id WHERE a.seat_id = {row}.id"
)
OF_A_SEGMENT = (
    "SELECT r.survey_id, r.portion FROM seats s JOIN assignments a ON a.seat_id = s.id "
    "JOIN responses r ON r.person_id = a.person_id AND r.assignment_id = a.id WHERE s.segment_id = {row}.id"
)
OF_A_PERSON = (
    f"SELECT r.survey_id, {BESIDE} FROM responses r WHERE r.person_id = {{row}}.id "
    f"UNION SELECT c.survey_id, {BESIDE} FROM confidants c WHERE c.person_id = {{row}}.id"
)
OF_AN_ORGANIZATION = (
    f"SELECT r.survey_id, {BESIDE} FROM responses r JOIN people p ON p.id = r.person_id "
    "WHERE p.organization_id = {row}.id"
)
OF_A_POSTING = (
    f"SELECT s.id, {BESIDE} FROM surveys s JOIN offers o ON o.request_id = s.request_id WHERE o.id = {{row}}.offer_id"
)


@dataclass(frozen=True)
class Source:
    """A table that results rest on: which changes count, and of which survey and part each is, by the row changed."""

    table: str
    parts: str
    update_of: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")

    def event(self, name: str) -> str:
        """A change as a trigger names it."""
        return f"UPDATE OF {self.update_of}" if name == "UPDATE" and self.update_of else name


SOURCES = (
    Source("responses", "SELECT {row}.survey_id, {row}.portion"),
    Source("answers", OF_A_RESPONSE),
    Source("page_times", OF_A_RESPONSE),
    Source("themed_answers", f"SELECT t.survey_id, {BESIDE} FROM themes t WHERE t.id = {{row}}.theme_id"),
    Source("themes", f"SELECT {{row}}.survey_id, {BESIDE}", "name", ("UPDATE",)),
    Source("released_answers", f"SELECT {{row}}.survey_id, {BESIDE}"),
    Source("assignments", OF_A_PART, "invited_at, opened_at, resent_at, seat_id"),
    Source("reminders", OF_A_REMINDER),
    Source("boards", OF_A_BOARD, "name", ("UPDATE",)),
    Source("seats", OF_A_SEAT, "segment_id", ("UPDATE",)),
    Source("segments", OF_A_SEGMENT, "name", ("UPDATE",)),
    Source("people", OF_A_PERSON, "name, organization_id", ("UPDATE",)),
    Source("organizations", OF_AN_ORGANIZATION, "name", ("UPDATE",)),
    Source("offers", f"SELECT s.id, {BESIDE} FROM surveys s WHERE s.request_id = {{row}}.request_id"),
    Source("postings", OF_A_POSTING, events=("INSERT",)),
)


def upgrade() -> None:
    op.create_table(
        "result_marks",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_result_marks_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", "part", name=op.f("pk_result_marks")),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("responses", sa.Column("portion", sa.Integer(), nullable=True))
    drawn = f"floor(random() * {PORTIONS})" if on_postgresql else f"abs(random() % {PORTIONS})"
    op.execute(f"UPDATE responses SET portion = {drawn}")
    with op.batch_alter_table("responses") as batch_op:
        batch_op.alter_column("portion", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(op.f("ix_responses_survey_id_portion"), ["survey_id", "portion"])
    for source in SOURCES:
        if on_postgresql:
            mark_on_postgresql(source)
        else:
            mark_on_sqlite(source)


def mark_on_postgresql(source: Source) -> None:
    """Marks are written in one order, so that two writers never wait for each other in a circle.

    A transaction writes each once: row upon row in one transaction would make every further one slower.
    """
    op.execute(
        f"CREATE FUNCTION mark_results_of_{source.table}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE changed {source.table}; BEGIN "
        "IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF; "
        "INSERT INTO result_marks (survey_id, part, mark) "
        "SELECT DISTINCT ON (f.survey_id, f.part) f.survey_id, f.part, gen_random_uuid() "
        f"FROM ({source.parts.format(row='changed')}) AS f (survey_id, part) ORDER BY f.survey_id, f.part "
        "ON CONFLICT (survey_id, part) DO UPDATE SET mark = excluded.mark "
        "WHERE result_marks.xmin <> pg_current_xact_id()::xid; "
        "RETURN NULL; END $$"
    )
    events = " OR ".join(source.event(name) for name in source.events)
    op.execute(
        f"CREATE TRIGGER {source.table}_mark_results AFTER {events} ON {source.table} FOR EACH ROW "
        f"EXECUTE FUNCTION mark_results_of_{source.table}()"
    )


def mark_on_sqlite(source: Source) -> None:
    for name in source.events:
        parts = source.parts.format(row="OLD" if name == "DELETE" else "NEW")
        op.execute(
            f"CREATE TRIGGER {source.table}_mark_results_{name.lower()} AFTER {source.event(name)} ON {source.table} "
            "BEGIN INSERT INTO result_marks (survey_id, part, mark) "
            "SELECT f.survey_id, f.part, lower(hex(randomblob(16))) FROM "
            f"(SELECT NULL AS survey_id, NULL AS part WHERE false UNION {parts}) AS f WHERE true "
            "ON CONFLICT (survey_id, part) DO UPDATE SET mark = excluded.mark; END"
        )


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for source in SOURCES:
        if on_postgresql:
            op.execute(f"DROP TRIGGER {source.table}_mark_results ON {source.table}")
            op.execute(f"DROP FUNCTION mark_results_of_{source.table}()")
            continue
        for name in source.events:
            op.execute(f"DROP TRIGGER {source.table}_mark_results_{name.lower()}")
    with op.batch_alter_table("responses") as batch_op:
        batch_op.drop_index(op.f("ix_responses_survey_id_portion"))
        batch_op.drop_column("portion")
    op.drop_table("result_marks")
