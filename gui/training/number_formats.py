"""Shares and times as the panel writes them."""

from math import inf

from core.format import NARROW, number, power


def percent(share: float) -> str:
    """94.6 %"""
    return f"{100 * share:.1f}{NARROW}%"


def whole_percent(share: float) -> str:
    """90 %, for an axis; finer only where whole numbers would repeat."""
    return f"{100 * share:.3g}{NARROW}%"


def loss_number(loss: float) -> str:
    """0.25, 12 000, 5×10⁶: short enough for an axis."""
    if not 100_000 <= loss < inf:
        return number(loss, 3)
    mantissa, exponent = f"{loss:.2e}".split("e")
    return f"{number(float(mantissa))}×{power(int(exponent))}"


def duration(seconds: float) -> str:
    """0:07, 12:30, 1:02:05"""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_taken(seconds: float) -> str:
    """0.2 s, where 0:00 would say nothing; 1:02"""
    return duration(seconds) if round(seconds) else f"{max(seconds, 0.1):.1f}{NARROW}s"
