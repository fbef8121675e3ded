"""Forms of comments, replies and the end of a review."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from cab_portal.comments.rules import BODY_LIMIT, QUOTE_LIMIT, CommentInput, Passage, ThreadKind
from cab_portal.core.errors import InvalidInput
from cab_portal.drafts.text.blocks import Block
from cab_portal.drafts.text.sentences import sentences
from cab_portal.reviews.queries import ReviewView
from cab_portal.reviews.rules import REASON_LIMIT, Verdict, VerdictInput
from cab_portal.web.forms import Form, TextField, at_most, choices, refuse_unstorable

KINDS = choices(
    (ThreadKind.QUESTION.value, "Question"),
    (ThreadKind.CONCERN.value, "Concern"),
    (ThreadKind.SUGGESTION.value, "Suggestion"),
    (ThreadKind.PRAISE.value, "Praise"),
)
VERDICTS = choices(
    (Verdict.GOOD.value, "Good to go"),
    (Verdict.GOOD_WITH_CHANGES.value, "Good with changes"),
    (Verdict.NOT_YET.value, "Not yet, because …"),
)
CHOOSE = "Choose the words that your comment is about."
WHOLE = "whole"
Choices = Sequence[tuple[str, str]]
# Longer than any step may be: what is beyond it was not sent by our pages.
_LARGEST = 10_000_000


def _hidden_number() -> IntegerField:
    return IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, _LARGEST)])


def _hidden_text(limit: int) -> HiddenField:
    return HiddenField(validators=[refuse_unstorable, at_most(limit)], filters=[_one_line_end])


def _one_line_end(value: str | None) -> str | None:
    """Browsers send a line end as two characters, our texts have one. Blanks around stay: offsets count them."""
    return None if value is None else value.replace("\r\n", "\n")


class ChangeForm(Form):
    """What a comment says, whatever words it is about."""

    kind = RadioField("What is it?", [InputRequired("Choose what your comment is.")], choices=KINDS)
    replacement = TextField("Replace with", limit=QUOTE_LIMIT)
    body = TextField("Your comment", limit=BODY_LIMIT)
    private = BooleanField("Private: only the team reads it")

    def given(self) -> CommentInput:
        """The typed comment."""
        return CommentInput(
            kind=ThreadKind(self.kind.data),
            body=self.body.data or "",
            replacement=self.replacement.data or None,
            is_private="private" in self and bool(self.private.data),
        )


class CommentForm(ChangeForm):
    """A new comment: on words that a script selected, or on a sentence of a block that was chosen by hand.

    ``version``, ``step`` and ``block`` say where they were chosen; ``shown`` names a newer version whose wording the
    page offers instead.
    """

    version = _hidden_number()
    shown = _hidden_number()
    step = _hidden_number()
    block = _hidden_number()
    start = _hidden_number()
    end = _hidden_number()
    exact = _hidden_text(QUOTE_LIMIT * 2)
    prefix = _hidden_text(200)
    suffix = _hidden_text(200)
    passage = RadioField("Which words?", validate_choice=False)

    def keep_to(self, review: ReviewView) -> None:
        """Leave out what means nothing here: where no member reads another's comments, each is the team's alone."""
        if not review.shows_others:
            del self.private

    def offer(self, block: Block | None, first: Choices = (), last: Choices = ()) -> None:
        """Offer the block's sentences as choices, and others before and after them."""
        of_block = [] if block is None else passages(block)
        self.passage.choices = choices(*first, *of_block, *last)

    def hold(self, passage: Passage, *, shown: int) -> None:
        """Keep chosen words as a script would have sent them, and let them be chosen anew in the version ``shown``."""
        for field, value in ((self.start, passage.start), (self.end, passage.end), (self.shown, shown)):
            # The page shows again what was typed, which is empty where nothing was.
            field.data, field.raw_data = value, None
        self.exact.data, self.prefix.data, self.suffix.data = passage.exact, passage.prefix, passage.suffix
        self.passage.data = None

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
    """What can be commented on in a block: all of it, or one of its sentences where it has several."""
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


class ReplyForm(Form):
    """A reply in a thread."""

    body = TextField("Your reply", limit=BODY_LIMIT)

    def given(self) -> str:
        """The typed reply."""
        return self.body.data or ""


class SharingForm(Form):
    """Whether new comments wait for the end of the review."""

    at_once = HiddenField()

    def given(self) -> bool:
        """Whether each comment is shared at once."""
        return bool(self.at_once.data)


class VerdictForm(Form):
    """How a review ends."""

    verdict = RadioField("Your verdict", [InputRequired("Choose your verdict.")], choices=VERDICTS)
    reason = TextField("In one sentence, why", limit=REASON_LIMIT)

    def given(self) -> VerdictInput:
        """The typed verdict."""
        return VerdictInput(Verdict(self.verdict.data), self.reason.data or "")
