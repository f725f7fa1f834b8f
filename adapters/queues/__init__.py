"""Azure Queue Storage: messages that wake a function."""
