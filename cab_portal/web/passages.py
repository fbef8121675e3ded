"""Choosing words of a step: selected by a script, or a sentence of a paragraph, which works without one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from flask_babel import gettext
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from cab_portal.comments.rules import QUOTE_LIMIT, Passage
from cab_portal.core.errors import InvalidInput
from cab_portal.drafts.text.blocks import Block
from cab_portal.drafts.text.sentences import sentences
from cab_portal.web.forms import Form, at_most, choices, refuse_unstorable

CHOOSE = "Choose the words that your comment is about."
WHOLE = "whole"
Choices = Sequence[tuple[str, str]]
# Longer than any step may be: what is beyond it was not sent by our pages.
_LARGEST = 10_000_000


def hidden_number() -> IntegerField:
    """A number that our pages send along; none where it is missing."""
    return IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, _LARGEST)])


def _hidden_text(limit: int) -> HiddenField:
    return HiddenField(validators=[refuse_unstorable, at_most(limit)], filters=[_one_line_end])


def _one_line_end(value: str | None) -> str | None:
    """Browsers send a line end as two characters, our texts have one. Blanks around stay: offsets count them."""
    return None if value is None else value.replace("\r\n", "\n")


class PassageForm(Form):
    """Words of a step of a version: those that a script selected, or a sentence of ``block`` that was chosen by hand.

    ``version``, ``step`` and ``block`` say where they were chosen.
    """

    version = hidden_number()
    step = hidden_number()
    block = hidden_number()
    start = hidden_number()
    end = hidden_number()
    exact = _hidden_text(QUOTE_LIMIT * 2)
    prefix = _hidden_text(200)
    suffix = _hidden_text(200)
    passage = RadioField("Which words?", validate_choice=False)

    def offer(self, block: Block | None, first: Choices = (), last: Choices = ()) -> None:
        """Offer the block's sentences as choices, and others before and after them."""
        of_block = [] if block is None else passages(block)
        self.passage.choices = choices(*first, *of_block, *last)
        for choice in self.passage.choices:
            if block is not None and choice.value == WHOLE:
                # For the script that shows a suggestion as a diff: the label does not say the words.
                choice.render_kw = {"data-passage": block.text}

    def selected(self) -> Passage | None:
        """The words that a script selected."""
        if not self.exact.data or self.start.data is None or self.end.data is None:
            return None
        return Passage(
            start=self.start.data,
            end=self.end.data,
            exact=self.exact.data,
            prefix=self.prefix.data or "",
            suffix=self.suffix.data or "",
        )

    def chosen(self, block: Block | None) -> Passage:
        """The words that were chosen by hand, else those that a script selected; ``InvalidInput`` without any."""
        if block is not None and self.passage.data:
            for value, _text in passages(block):
                if value == self.passage.data:
                    return _passage_of(block, value)
        selected = self.selected()
        if selected is None:
            raise InvalidInput(CHOOSE, fields={"passage": CHOOSE})
        return selected


def passages(block: Block) -> list[tuple[str, str]]:
    """What can be chosen in a block: all of it, or one of its sentences where it has several."""
    found = sentences(block.text)
    if len(found) < 2:
        return [(WHOLE, block.text)]
    return [(WHOLE, "Whole paragraph"), *((str(place), item.text) for place, item in enumerate(found, 1))]


def _passage_of(block: Block, value: str) -> Passage:
    if value == WHOLE:
        return Passage(block.start, block.end, block.text)
    sentence = sentences(block.text)[int(value) - 1]
    return Passage(block.start + sentence.start, block.start + sentence.end, sentence.text)


def block_at(blocks: Sequence[Block], number: int | None) -> Block | None:
    """The block of this number, if it has a text to comment on."""
    return next((block for block in blocks if block.index == number and block.text), None)


@dataclass(frozen=True)
class ParagraphDoor:
    """The link after a block for who does not use a pointer; ``url`` gives its address by the block's number."""

    url: Callable[[int], str]
    words: str
    label: Callable[[int], str]

    def __call__(self, block: Block) -> str:
        """HTML; the label counts paragraphs from 1."""
        url, label = escape(self.url(block.index)), escape(self.label(block.index + 1))
        return f'<a class="block-comment" href="{url}" aria-label="{label}">{escape(self.words)}</a>'


def comment_door(url: Callable[[int], str]) -> ParagraphDoor:
    """The door to a new comment."""
    return ParagraphDoor(
        url, gettext("Comment"), lambda number: gettext("Comment on paragraph %(number)s", number=number)
    )


def choice_door(url: Callable[[int], str]) -> ParagraphDoor:
    """The door to a sentence that a comment is put on."""
    return ParagraphDoor(
        url, gettext("Choose"), lambda number: gettext("Choose words of paragraph %(number)s", number=number)
    )
