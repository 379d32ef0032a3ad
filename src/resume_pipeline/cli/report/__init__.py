"""The commands for pages that people look at: reports, and blind copies."""
