"""Tickets at the door, booked times, lessons, and who is called next."""
