"""Chinese text as such: folding for comparison, dictionary words, sentences."""
