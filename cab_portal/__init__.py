"""Customer advisory board and survey-design portal."""
