"""Reports for people: checked against their source, shown line by line, drawn over their pages."""
