"""The commands for what people put on record, and for those who audit."""
