"""Azure Blob Storage: drawings, and keys that are made once."""
