"""Text in which one cell's lines follow another's: no columns, no rules, blank cells without a trace."""
