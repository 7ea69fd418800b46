"""Slack's table of the configuration."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from bot.platforms.common.section import Address, ProxyUrl, SecretStr, Section, Token, listed_words


def _read_admins(value: Any) -> Any:
    return value if value in ("admins", "members") else listed_words(value)


class Slack(Section):
    """The Slack app; off without a bot token (or client id for several workspaces)."""

    bot_token: Token = SecretStr("")
    app_token: Token = SecretStr("")
    signing_secret: Token = SecretStr("")
    client_id: str = ""
    client_secret: Token = SecretStr("")
    api_base: Address = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    admins: Annotated[
        tuple[str, ...] | Literal["admins", "members"], BeforeValidator(_read_admins)
    ] = "admins"
    owner: str = ""
    proxy: ProxyUrl = SecretStr("")

    @property
    def configured(self) -> bool:
        """Tell whether there is what a login, or an installation by OAuth, takes."""
        return bool(self.bot_token.get_secret_value() or self.client_id)

    @property
    def serves(self) -> bool:
        """Tell whether Slack or a browser may come to our HTTP endpoints."""
        return self.mode == "http" or bool(self.client_id)
