"""Processes of one machine: database, web, worker, simulators."""
