"""Documents as files: opening, saving, recent ones, drafts, and recovery after a crash."""
