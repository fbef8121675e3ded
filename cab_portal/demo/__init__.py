"""The demo: one believable story, told through the same services as everything else."""
