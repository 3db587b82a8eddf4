"""The web: pages for researchers, participants and designers, and the command line."""
