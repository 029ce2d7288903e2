"""Every write of consultations."""
