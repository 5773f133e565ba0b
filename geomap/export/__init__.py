"""Story -> files of other programs: GeoJSON today. Knows the model only, never spaCy."""
