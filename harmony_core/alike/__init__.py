"""How alike two recordings, releases or artists are: a probability, and the evidence for it."""
