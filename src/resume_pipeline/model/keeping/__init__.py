"""What is kept and what is forgotten: erasures, the trail of an auditor, totals, and scrubbing."""
