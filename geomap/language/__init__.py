"""Reading an article: the spaCy pipeline, mentions of names, dates, quantities, frames and assertion."""
