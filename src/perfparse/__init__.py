"""perfparse."""
