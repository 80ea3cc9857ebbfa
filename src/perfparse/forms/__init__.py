"""What columns, levels and cells of a form look like: vocabulary, templates, headers."""
