"""The book as a site: its exercise blocks and its local server."""
