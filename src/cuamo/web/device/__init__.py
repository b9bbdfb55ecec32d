"""What a counter's PC exchanges with the server so that work goes on without the network (ux §5)."""
