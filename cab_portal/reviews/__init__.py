"""Review requests, assignments, read marks, verdicts."""
