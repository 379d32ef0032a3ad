"""What the model says of files that come in: quotas, and objects to adopt."""
