"""What happens in a step, in formulas, in sentences and in code."""
