"""Reads of financial planning. Each answers plain values in a constant number of queries."""
