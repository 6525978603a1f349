"""How quick Harmony is, beside what a user would pick instead: `make bench`, or `python tests/benchmarks/speed`.

The method, and the tables of one machine, are in `docs/explanation/speed.md`.
"""
