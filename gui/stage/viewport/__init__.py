"""What of the stage is seen: the camera, and those who move it."""
