"""Forms of the launch pages."""

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from cab_portal.launches.rules import REASON_LIMIT, Check, Excuse, WaiverInput
from cab_portal.web.forms import Form, TextField, choices

EXCUSES = [
    (Excuse.NO_TIME.value, "There is no time"),
    (Excuse.KNOW_THE_CUSTOMER.value, "We know the customer"),
    (Excuse.EVERYONE_AGREED.value, "Everyone inside agreed"),
    (Excuse.OTHERS_DO_IT.value, "Others do it this way"),
    (Excuse.OTHER.value, "Another reason"),
]


class WaiverForm(Form):
    """Why a check should not count this time."""

    excuse = RadioField("Why", [InputRequired("Choose why.")], choices=choices(*EXCUSES))
    reason = TextField(
        "In your own words",
        [DataRequired("Say why. It stays on the launch record.")],
        limit=REASON_LIMIT,
        description="It stays on the launch record for ever, with your name.",
    )

    def given(self, check: Check) -> WaiverInput:
        """The exception that is asked for."""
        return WaiverInput(check, Excuse(self.excuse.data), self.reason.data or "")
