"""The book: procedures, forms, fees and processes as versioned data."""
