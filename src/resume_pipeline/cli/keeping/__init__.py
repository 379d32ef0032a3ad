"""The commands that forget, look after what is stored, and count."""
