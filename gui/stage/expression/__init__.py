"""The expression: the field in which the graph is typed, and what helps there."""
