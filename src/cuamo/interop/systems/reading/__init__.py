"""Reading printed Vietnamese in pictures of papers."""
