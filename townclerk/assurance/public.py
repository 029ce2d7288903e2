"""The door of assurance: who keeps the corporate plan tells here how the aim a risk names is found.

Reports read its figures and extracts.
"""

from townclerk.assurance.aims import ThreatenedAim, finds_aims

__all__ = ["ThreatenedAim", "finds_aims"]
