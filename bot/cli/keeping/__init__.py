"""Commands about what is kept: the database, tenants."""
