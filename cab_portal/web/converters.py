"""Ids and numbers in addresses, decoded before the view sees them."""

from uuid import UUID

from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from cab_portal.core import ids
from cab_portal.web.numbers import DIGITS


class IdConverter(BaseConverter):
    """``<id:draft_id>``; anything that is no id is no address of ours (404)."""

    regex = "[0-9a-z]{26}"

    def to_python(self, value: str) -> UUID:
        try:
            return ids.decode(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: UUID) -> str:
        return ids.encode(value)


class CountConverter(IntegerConverter):
    """``<int:number>``; more digits than a database can compare are no address of ours (404)."""

    regex = rf"\d{{1,{DIGITS}}}"
