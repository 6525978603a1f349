"""The stages between a text and a result: pure functions, but for `fetch`, which is given its way out."""
