"""The webhooks' tables of the configuration, [webhook.NAME]."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, RootModel, StringConstraints, model_validator
from pydantic import ConfigDict as Config

from bot.platforms.common.section import SecretStr, Section, is_address


class Webhook(Section):
    """One receiver; off without an address, which may hold a token and so is a secret."""

    url: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        url = self.url.get_secret_value()
        if url and not is_address(url):
            raise ValueError("url is no address that begins with http:// or https://")
        if url and not self.secret.get_secret_value():
            raise ValueError("secret is missing; set the one that the receiver checks us by")
        return self


def _told_apart(tables: dict[str, Webhook]) -> dict[str, Webhook]:
    # Variables of the environment know no capitals and no hyphens.
    if len({name.lower().replace("-", "_") for name in tables}) < len(tables):
        raise ValueError("two names differ in capitals or hyphens only; rename one")
    return tables


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


class Webhooks(RootModel[Annotated[dict[Name, Webhook], AfterValidator(_told_apart)]]):
    """Every receiver by its name."""

    model_config = Config(frozen=True)

    root: Annotated[dict[Name, Webhook], AfterValidator(_told_apart)] = {}

    @property
    def configured(self) -> bool:
        """Tell whether any receiver has an address."""
        return bool(self.targets)

    @property
    def targets(self) -> dict[str, tuple[str, str]]:
        """Give address and secret of each receiver that has them."""
        return {
            name: (table.url.get_secret_value(), table.secret.get_secret_value())
            for name, table in self.root.items()
            if table.url.get_secret_value()
        }
