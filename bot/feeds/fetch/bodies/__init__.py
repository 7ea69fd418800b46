"""The bodies of answers: unpacked within bounds, and looked at for what they are in truth."""
