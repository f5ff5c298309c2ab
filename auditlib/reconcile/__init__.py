"""Pure functions from frame to frame: pairs what the witnesses say, and judges who is wrong."""
