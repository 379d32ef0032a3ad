"""Beside the road: what erases, checks, sweeps, rebuilds and records."""
