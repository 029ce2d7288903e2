"""The arithmetic of consultations, without a database."""
