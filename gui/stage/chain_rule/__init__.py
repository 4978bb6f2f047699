"""The chain-rule card: the event of the moment in formulas, words and code."""
