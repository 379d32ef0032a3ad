"""Who turns the crank: loops for worker and coordinator, in this process or their own."""
