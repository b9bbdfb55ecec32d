"""Pages of the audience `catalogue`: editors and approvers of the book of procedures."""
