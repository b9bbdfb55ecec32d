"""Numbers at the door, the board that calls them, booked times and lessons."""
