"""Every parser of what strangers send, fed with what is nearly right: `make fuzz`."""
