"""How values are shown: the words that members plan their day by."""

import pytest
from flask import Flask
from flask_babel import Babel

from cab_portal.web.filters import show_minutes


@pytest.mark.parametrize(
    ("span", "shown"),
    [((1, 1), "about 1 minute"), ((2, 2), "about 2 minutes"), ((1, 3), "1 to 3 minutes")],
)
def test_a_span_of_minutes_never_runs_from_a_number_to_itself(span: tuple[int, int], shown: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert show_minutes(span) == shown
