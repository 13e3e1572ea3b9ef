"""Incidents out: one file for each format, each a class that keeps to `model.doors.Export`."""
