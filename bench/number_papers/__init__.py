"""Made-up reports for measuring the number check: their own words, shared with no part of it."""
