"""Estimates the weights of `perfparse.forms` from facts about published forms and from made-up ones."""
