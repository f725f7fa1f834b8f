"""Exchange through Microsoft Graph. Its SDK is imported inside functions only: it takes a second, and an ordinary request needs none of it."""
