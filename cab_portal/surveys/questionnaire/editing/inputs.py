"""A question as it is typed: every field a text or a tick, to be judged by the questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cab_portal.surveys.questionnaire.editing.rules import ConditionInput


@dataclass(frozen=True)
class PartInput:
    """An option, a point of a scale or an item of a battery.

    `id` is that of the part which it stands for, empty for a new one; `value` is the number of a point, empty where it
    follows the one before; `measure` is the item of an instrument that an item of a battery is, as "sus/3".
    `translations` are its words by language.
    """

    words: str
    id: str = ""
    value: str = ""
    measure: str = ""
    specify: bool = False
    exclusive: bool = False
    pinned: bool = False
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionInput:
    """A question of any type; what its type has no place for is not read.

    `measure` is the item of an instrument as "sus/3", and `group` what tells several uses of it apart.
    `translations` are texts by language and field.
    """

    text: str
    help: str = ""
    body: str = ""
    required: bool = False
    decision: str = ""
    owner: str = ""
    options: tuple[PartInput, ...] = ()
    points: tuple[PartInput, ...] = ()
    items: tuple[PartInput, ...] = ()
    shuffle: bool = False
    low_label: str = ""
    high_label: str = ""
    not_applicable: str = ""
    min: str = ""
    max: str = ""
    decimals: str = ""
    unit: str = ""
    min_choices: str = ""
    max_choices: str = ""
    top: str = ""
    measure: str = ""
    group: str = ""
    show_if: ConditionInput = field(default_factory=ConditionInput)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
