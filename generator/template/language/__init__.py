"""The template language, shared by both file formats; ``pipeline`` tells the way from tags to compiled source."""
