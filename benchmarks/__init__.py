"""Where the figures of the README come from: one command per question (see `README.md` beside this file)."""
