"""The host's facade for event loops: the same methods, awaited, with the same code behind them."""
