"""From events to reasons to call: triggers, sectors, signals, scores, owners."""
