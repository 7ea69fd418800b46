"""Loopback stand-ins for the chat platforms: real HTTP and sockets, faults on demand."""
