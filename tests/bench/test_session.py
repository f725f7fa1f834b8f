"""Telling who asks is measured, and is cheap."""

from bench.session import session_row


async def test_a_session_is_checked_within_its_bar() -> None:
    row = await session_row()
    assert row.holds, f"{row.ours:.3f} ms"
