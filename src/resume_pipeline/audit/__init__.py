"""What an auditor is given: rates by group, a chain of what happened, and the score's own card."""
