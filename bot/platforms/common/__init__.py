"""What platforms share: lengths, cuts, safe addresses, notes of a process without a store."""
