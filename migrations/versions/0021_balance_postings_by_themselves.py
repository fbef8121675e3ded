"""Keep both entries of a posting in its own row, so that none can be out of balance and each is written at once."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SIDES = ("debit", "credit")
ACCOUNTS = "('program', 'member')"
OF_THE_MEMBER = "(SELECT {value} FROM ledger_entries e WHERE e.posting_id = postings.id AND e.account = 'member')"


def let_postings_change() -> None:
    """Until `forbid_changes_again`: what was posted is told anew, and stays what it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE postings DISABLE TRIGGER postings_append_only")
        return
    op.execute("DROP TRIGGER postings_no_update")


def forbid_changes_again() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE postings ENABLE TRIGGER postings_append_only")
        return
    op.execute(
        "CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings "
        "BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END"
    )


def upgrade() -> None:
    let_postings_change()
    for name in (*SIDES, "currency"):
        op.add_column("postings", sa.Column(name, sa.String(length=32 if name in SIDES else None), nullable=True))
    op.add_column("postings", sa.Column("amount_minor", sa.Integer(), nullable=True))
    owed, currency = (OF_THE_MEMBER.format(value=f"e.{column}") for column in ("amount_minor", "currency"))
    op.execute(
        f"UPDATE postings SET amount_minor = abs({owed}), currency = {currency}, "
        f"debit = CASE WHEN {owed} > 0 THEN 'program' ELSE 'member' END, "
        f"credit = CASE WHEN {owed} > 0 THEN 'member' ELSE 'program' END"
    )
    with op.batch_alter_table("postings") as batch_op:
        for name in SIDES:
            batch_op.alter_column(name, existing_type=sa.String(length=32), nullable=False)
            batch_op.create_check_constraint(batch_op.f(f"ck_postings_{name}"), f"{name} IN {ACCOUNTS}")
        batch_op.alter_column("amount_minor", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("currency", existing_type=sa.String(), nullable=False)
        batch_op.create_check_constraint(batch_op.f("ck_postings_positive"), "amount_minor > 0")
        batch_op.create_check_constraint(batch_op.f("ck_postings_two_sides"), "debit <> credit")
    forbid_changes_again()
    op.drop_table("ledger_entries")


def downgrade() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "account",
            sa.Enum("program", "member", name="account", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ledger_entries_person_id_people")),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name=op.f("fk_ledger_entries_posting_id_postings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("posting_id", "account", name=op.f("uq_ledger_entries_posting_id_account")),
    )
    op.create_index(op.f("ix_ledger_entries_person_id_account"), "ledger_entries", ["person_id", "account"])
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    drawn = "gen_random_uuid()" if on_postgresql else "lower(hex(randomblob(16)))"
    for side, sign in zip(SIDES, ("-", "+"), strict=True):
        op.execute(
            "INSERT INTO ledger_entries (id, posting_id, account, person_id, amount_minor, currency) "
            f"SELECT {drawn}, id, {side}, person_id, {sign}amount_minor, currency FROM postings"
        )
    if on_postgresql:
        op.execute(
            "CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    else:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_entries_no_{change.lower()} BEFORE {change} ON ledger_entries "
                "BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END"
            )
    with op.batch_alter_table("postings") as batch_op:
        for name in ("two_sides", "positive", *SIDES):
            batch_op.drop_constraint(batch_op.f(f"ck_postings_{name}"), type_="check")
        for name in ("currency", "amount_minor", *SIDES):
            batch_op.drop_column(name)
