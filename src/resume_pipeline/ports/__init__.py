"""What the road needs from the world: protocols and nothing else."""
