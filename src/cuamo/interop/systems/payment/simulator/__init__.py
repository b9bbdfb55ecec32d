"""The payment platform as an outside party: a bank's page, accounts, signed messages, faults on demand."""
