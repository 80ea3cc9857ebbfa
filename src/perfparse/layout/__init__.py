"""Document → Tables. `choose.layout` picks the form and the engine."""
