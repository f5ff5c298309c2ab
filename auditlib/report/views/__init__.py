"""What notebooks show: frames in, something to show out. One module a notebook or a theme."""
