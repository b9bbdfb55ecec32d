"""A month of the whole network: dossiers, money and envelopes, with everything the outside can do wrong."""
