"""What is descended: surfaces as formulas, their slopes and their curvature."""
