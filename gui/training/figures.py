"""Counts, shares and times as the panel writes them."""

NARROW = "\u202f"  # a narrow space that no line breaks at: 20 000, 94.6 %


def grouped(count: float) -> str:
    """20 000"""
    return f"{count:,.0f}".replace(",", NARROW)


def percent(share: float) -> str:
    """94.6 %"""
    return f"{100 * share:.1f}{NARROW}%"


def duration(seconds: float) -> str:
    """0:07, 12:30, 1:02:05"""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
