"""Words in the client's error lines by which ``health`` tells one kind of failure from another."""

TOO_LARGE = "is larger than"
"""The body went over its bound: a hostile or broken answer."""
HELD = "asked us to wait until"
"""The domain answered Retry-After and the time is not over."""
