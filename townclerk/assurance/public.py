"""The door of assurance. Nothing passes through it yet: reports read its figures and extracts."""
