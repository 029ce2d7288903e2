"""The registers of change. Importing the modules registers what they declare."""
