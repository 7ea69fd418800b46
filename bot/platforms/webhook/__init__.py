"""Webhooks: each card as signed JSON to an address of the operator."""
