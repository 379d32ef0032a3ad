"""What layout 4 of the ledger's tables added: erasures, the trail, totals, trace contexts."""
