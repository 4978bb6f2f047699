"""Playing a trace: the clock, the timeline, the bar along the bottom."""
