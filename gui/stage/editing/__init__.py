"""What hands do on the stage: numbers dragged, nodes wired, put in, renamed and deleted."""
