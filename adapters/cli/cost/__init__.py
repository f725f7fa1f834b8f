"""What a month costs: operations that were counted, times list prices that have a date."""
