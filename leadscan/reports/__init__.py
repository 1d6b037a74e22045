"""Tables for operators and research out of what the stages reported."""
