"""What the adapters and simulators of the carriers have in common."""
