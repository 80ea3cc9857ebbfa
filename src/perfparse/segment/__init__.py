"""Tables + template → records, goals, fields and amounts, each with where it stood."""
