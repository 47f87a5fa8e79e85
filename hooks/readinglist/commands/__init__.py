"""The commands of `reading-list`, a module each: what a curator says -> files and a report."""
