"""Financial planning worked out: plain values in, exact results with their reasons out."""
