"""What crosses a boundary: closed, versioned contracts with canonical bytes."""
