"""Laws of the foundations that know no database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core import clock, events, ids
from cab_portal.core.addresses import name_in
from cab_portal.core.errors import Conflict
from cab_portal.core.money import Money
from cab_portal.drafts.rules import STAGES, DraftStage
from cab_portal.outbox.rules import TRIES, wait_after


@given(st.uuids())
def test_an_id_survives_its_way_through_an_address(key: UUID) -> None:
    assert ids.decode(ids.encode(key)) == key


@given(st.text(min_size=26, max_size=26))
def test_what_is_no_id_is_refused(text: str) -> None:
    try:
        key = ids.decode(text)
    except ValueError:
        return
    assert ids.encode(key) == text


def test_ids_are_of_version_7_and_tell_their_time() -> None:
    first, second = ids.new_id(), ids.new_id()
    assert first.version == second.version == 7
    assert first.variant == second.variant
    assert first.int >> 80 <= second.int >> 80


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(4000, "EUR"), "€40"),
        (Money(4050, "EUR"), "€40.50"),
        (Money(88000, "EUR"), "€880"),
        (Money(123456700, "USD"), "$1,234,567"),
        (Money(500, "JPY"), "¥500"),
    ],
)
def test_money_is_shown_without_empty_cents(money: Money, shown: str) -> None:
    assert money.text() == shown


def test_money_of_different_currencies_does_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "EUR") + Money(1, "USD")


def test_money_finer_than_a_cent_is_refused() -> None:
    assert Money.of(Decimal("40.5"), "EUR") == Money(4050, "EUR")
    with pytest.raises(ValueError, match="finer"):
        Money.of(Decimal("40.505"), "EUR")


def test_the_clock_stands_where_it_is_told_to() -> None:
    instant = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with clock.standing_at(instant):
        assert clock.now() == instant
    assert clock.now() != instant
    with pytest.raises(ValueError, match="aware"), clock.standing_at(datetime(2026, 3, 1)):  # noqa: DTZ001
        pass


def test_an_event_outside_of_a_unit_of_work_is_a_mistake() -> None:
    from cab_portal.accounts.events import MailsStopped

    with pytest.raises(RuntimeError, match="outside of a unit of work"):
        events.publish(MailsStopped(person_id=ids.new_id()))


def test_a_state_machine_refuses_what_is_not_in_its_table() -> None:
    with pytest.raises(Conflict, match="Not yet"):
        STAGES.move(DraftStage.DECIDING, DraftStage.WRITING, "Not yet.")


def test_six_tries_over_a_day_then_given_up() -> None:
    waits = [wait_after(tries) for tries in range(1, TRIES + 1)]
    assert TRIES == 6
    assert waits[-1] is None
    total = sum((wait for wait in waits if wait is not None), timedelta())
    assert timedelta(hours=24) <= total <= timedelta(hours=27)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("hana.vogt@fernhill.example", "Hana Vogt"),
        ("renske_de.boer+boards@fernhill.example", "Renske De Boer"),
        ("hana@fernhill.example", "Hana"),
        ("anne-marie@fernhill.example", "Anne-marie"),
    ],
)
def test_a_name_is_read_from_an_address(address: str, name: str) -> None:
    assert name_in(address) == name


def test_ids_stand_in_the_order_in_which_they_were_made() -> None:
    made = [ids.new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_threads_make_no_id_twice() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [one for many in threads.map(lambda _: [ids.new_id() for _ in range(500)], range(8)) for one in many]
    assert len(set(made)) == 4_000
