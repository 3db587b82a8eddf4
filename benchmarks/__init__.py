"""Benchmarks: each prints its figures and says whether it met its goal; see `__main__`."""
