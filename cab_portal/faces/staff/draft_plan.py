"""What the team sees of the plan behind a draft's steps: when each comes, whose it is, what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext

from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import (
    PLACEHOLDERS,
    WITH_PLACEHOLDERS,
    DraftKind,
    StepInput,
    day_of,
    has_day,
    has_minutes,
    in_order_of_days,
    minutes_of,
    starts,
)
from cab_portal.drafts.text.placeholders import Finding, check_placeholders, named
from cab_portal.web.pages import present_program


@dataclass(frozen=True)
class PlanLine:
    """One step: what is known of it in short, and the names of what nobody has written yet."""

    facts: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class StepPlan:
    """The steps in their order. ``minutes`` is how long an agenda takes; None where an item has no time yet."""

    lines: tuple[PlanLine, ...]
    minutes: int | None
    is_out_of_order: bool
    findings: tuple[Finding, ...]


def plan_of(draft: Draft, steps: Sequence[Step], owners: Mapping[UUID, str]) -> StepPlan:
    """The plan of the working steps; ``owners`` are the names of those who answer for them."""
    begins = starts(draft.kind, steps)
    times = [minutes_of(draft.kind, step) for step in steps] if draft.kind is DraftKind.QBR else []
    return StepPlan(
        lines=tuple(
            PlanLine(_facts(draft.kind, step, at, owners), _missing(draft.kind, step))
            for step, at in zip(steps, begins, strict=True)
        ),
        minutes=sum(time or 0 for time in times) if times and None not in times else None,
        is_out_of_order=in_order_of_days(draft.kind, steps) != list(steps),
        findings=findings_in(draft.kind, *steps),
    )


def _facts(kind: DraftKind, step: Step, at: int | None, owners: Mapping[UUID, str]) -> tuple[str, ...]:
    minutes = minutes_of(kind, step)
    slot = (
        gettext("%(start)s to %(end)s", start=_clock(at), end=_clock(at + minutes))
        if at is not None and minutes
        else ""
    )
    owner = owners.get(step.owner_id, "") if step.owner_id else ""
    facts = (slot, step.timing, step.channel, step.role, gettext("Owner: %(name)s", name=owner) if owner else "")
    return tuple(fact for fact in facts if fact)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _missing(kind: DraftKind, step: Step) -> tuple[str, ...]:
    wanted = [
        (gettext("text"), bool(step.markdown)),
        (gettext("day"), not has_day(kind) or day_of(kind, step) is not None or bool(step.timing)),
        (gettext("minutes"), not has_minutes(kind) or minutes_of(kind, step) is not None or bool(step.timing)),
        (gettext("channel"), bool(step.channel)),
        (gettext("owner"), step.owner_id is not None),
        (gettext("goal"), bool(step.goal)),
    ]
    return tuple(name for name, there in wanted if not there)


def known_placeholders(kind: DraftKind) -> tuple[str, ...]:
    """What may stand in braces in a draft of this kind: the usual, and the program's own."""
    return tuple(dict.fromkeys((*PLACEHOLDERS[kind], *named(present_program().placeholders))))


def findings_in(kind: DraftKind, *steps: Step | StepInput) -> tuple[Finding, ...]:
    """The flaws of the placeholders in these steps, each once."""
    texts = [getattr(step, name) for step in steps for name in WITH_PLACEHOLDERS]
    return check_placeholders(texts, known_placeholders(kind))
