"""Pages of operators' coordinators (điều phối), and of the centre that watches over them."""
