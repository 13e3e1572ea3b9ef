"""The nouns of the house. Everything that goes from room to room is one of these types."""
