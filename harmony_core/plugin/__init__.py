"""What plugins offer, and how it is found: values to fill in, hooks that hand them over, the catalog."""
