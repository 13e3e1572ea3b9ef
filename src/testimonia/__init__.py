"""Testimonia."""
