"""What is read of consultations."""
