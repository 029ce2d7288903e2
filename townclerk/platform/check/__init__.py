"""`townclerk check`: whether the installation is sound. Areas add checks with `@check`."""

from townclerk.platform.check.declaring import Checked, check

__all__ = ["Checked", "check"]
