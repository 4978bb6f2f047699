"""Where a descent may end: minima, and floors of them, found on meshes."""
