"""What leaves the ledger: dispatches and calls, in which order, and notices."""
