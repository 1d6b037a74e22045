"""Benchmarks: each answers a question and prints ratios measured in one run; none asserts a time."""
