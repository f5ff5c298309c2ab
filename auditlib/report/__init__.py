"""From a snapshot to what a person reads: notebooks executed, pages, Markdown, text and JSON."""
