"""The arena: optimizers race over a loss surface. `panel.ArenaPanel` is all that others need."""
