"""Limits for tests that ask more in a minute than anybody does."""

ENDLESS = " ".join(
    f"{name}=1000000/1"
    for name in ("reads", "searches", "changes", "bookings", "unknown", "bearer")
)
