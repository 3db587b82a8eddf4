"""The analyzer: from stored batches to one StudyAnalysis."""
