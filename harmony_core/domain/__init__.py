"""Values, the model and errors. Knows nothing but itself: no I/O, no plugins, no settings."""
