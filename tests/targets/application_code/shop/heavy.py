"""Needs a library that this environment does not have."""

raise ImportError("the library heavy is not installed")
