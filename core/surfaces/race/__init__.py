"""Who descends, how, and what came of it."""
