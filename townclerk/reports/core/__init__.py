"""Pure rules of reports: prose, the cover form, states and the chain of publications."""
