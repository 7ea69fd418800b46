"""Discord's table of the configuration."""

from __future__ import annotations

from bot.platforms.common.section import Address, Listed, ProxyUrl, SecretStr, Section, Token


class Discord(Section):
    """The Discord application; off without a token."""

    token: Token = SecretStr("")
    api_base: Address = "https://discord.com/api/v10"
    guild_ids: Listed[int] = ()
    proxy: ProxyUrl = SecretStr("")

    @property
    def configured(self) -> bool:
        """Tell whether there is what a login takes."""
        return bool(self.token.get_secret_value())
