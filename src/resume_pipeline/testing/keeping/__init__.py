"""What a ledger must do with what is kept and what is forgotten."""
