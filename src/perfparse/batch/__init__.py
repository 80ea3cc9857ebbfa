"""Many documents: where they come from, the processes that read them, and what is kept of each.

sources → pool (a sandbox a worker) → manifest and reports; `runner` knows the order, `many` is it without files.
"""
