"""What the panel shows of a run beside its two curves: what happens inside the net, and what it
misreads. Each view draws what the recording or a snapshot holds, and can be saved as it is seen."""
