"""HTTP for strangers' servers: addresses guarded, sizes and times bounded."""
