"""Mail: what is told to people, in their language, with a date for their calendar."""
