"""The commands: thin click functions that read options, make one call, print, and give an exit code."""
