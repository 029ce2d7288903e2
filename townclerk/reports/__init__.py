"""Reports: documents whose every number is a figure or a marked literal with a source."""
