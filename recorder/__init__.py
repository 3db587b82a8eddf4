"""The recorder: tracker, collector and store."""
