"""The sheets finance brings in: each reads every row, tells every error, and lands whole or not."""
