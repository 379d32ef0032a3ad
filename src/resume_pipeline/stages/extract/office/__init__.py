"""Documents of word processors: Word, OpenDocument and RTF. Runs in the box."""
