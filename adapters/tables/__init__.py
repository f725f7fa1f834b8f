"""Azure Table Storage: rows in partitions, versions, and transactions within one partition."""
