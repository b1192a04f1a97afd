"""Pure proof: canonical JSON, digests, chains and signed payloads."""
