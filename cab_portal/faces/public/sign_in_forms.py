"""Forms of the sign-in pages."""

from wtforms import HiddenField
from wtforms.validators import DataRequired, Regexp

from cab_portal.web.forms import AddressField, Form, LineField


class AddressForm(Form):
    """Where to send the link."""

    email = AddressField(
        "Your e-mail address", [DataRequired("Write your e-mail address.")], render_kw={"autocomplete": "email"}
    )
    next = HiddenField()

    def given(self) -> str:
        """The address in its normal form."""
        return self.email.address()


class CodeForm(Form):
    """The six digits of the mail."""

    code = LineField(
        "Six-digit code from the mail",
        [
            DataRequired("Type the six digits."),
            Regexp(r"^\d{3}\s?\d{3}$", message="The code has six digits."),
        ],
        limit=20,
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )

    def given(self) -> str:
        """Six digits."""
        return "".join((self.code.data or "").split())
