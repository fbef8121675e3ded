"""Forms of the sign-in pages."""

from wtforms import Field, HiddenField
from wtforms.validators import DataRequired, Regexp, ValidationError

from cab_portal.core.addresses import normal_address
from cab_portal.web.forms import Form, LineField


def check_address(_form: object, field: Field) -> None:
    """Refuse what is no e-mail address."""
    try:
        normal_address(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from error


class AddressForm(Form):
    """Where to send the link."""

    email = LineField(
        "Your e-mail address",
        [DataRequired("Write your e-mail address."), check_address],
        limit=254,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    next = HiddenField()

    def given(self) -> str:
        """The address in its normal form."""
        return normal_address(self.email.data or "")


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
