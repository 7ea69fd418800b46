"""Every chat command as it is declared, with its texts."""
