"""What ``make bench`` runs: the pages of the journey beside a bare page, on the demo data."""
