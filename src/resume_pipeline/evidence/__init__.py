"""What storage holds of a job: how it is made, adopted, read and trusted."""
