"""SurveyJS JSON."""
