"""What is true of places, people and bookings: pure decisions, standard library only."""
