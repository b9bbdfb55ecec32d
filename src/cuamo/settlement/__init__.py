"""Settlement with the operators: contracts, items, statements, support by the budget (quyết toán)."""
