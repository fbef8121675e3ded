"""Forms of comments, replies and the end of a review."""

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from cab_portal.comments.rules import BODY_LIMIT, QUOTE_LIMIT, CommentInput, Passage, ThreadKind
from cab_portal.reviews.queries import ReviewView
from cab_portal.reviews.rules import REASON_LIMIT, Verdict, VerdictInput
from cab_portal.web.forms import Form, TextField, choices
from cab_portal.web.passages import PassageForm, hidden_number

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


class CommentForm(ChangeForm, PassageForm):
    """A new comment on chosen words; ``shown`` names a newer version whose wording the page offers instead."""

    shown = hidden_number()
    # Anew, so that it stands after the kind in a list of errors, as it does on the page.
    passage = RadioField("Which words?", validate_choice=False)

    def keep_to(self, review: ReviewView) -> None:
        """Leave out what means nothing here: where no member reads another's comments, each is the team's alone."""
        if not review.shows_others:
            del self.private

    def hold(self, passage: Passage, *, shown: int) -> None:
        """Keep chosen words as a script would have sent them, and let them be chosen anew in the version ``shown``."""
        for field, value in ((self.start, passage.start), (self.end, passage.end), (self.shown, shown)):
            # The page shows again what was typed, which is empty where nothing was.
            field.data, field.raw_data = value, None
        self.exact.data, self.prefix.data, self.suffix.data = passage.exact, passage.prefix, passage.suffix
        self.passage.data = None


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
