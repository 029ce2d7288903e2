"""The figures change publishes. Importing the modules registers what they declare."""
