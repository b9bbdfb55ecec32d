"""The malware scanner ClamAV, over its socket."""
