"""What every test stands on: nothing beyond loopback, and where the development data lies."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
LONG = os.environ.get("WIREBELL_LONG") == "1"
"""Whether the long forms run: 200 kills instead of 20, 2,000 deliveries instead of 600."""


# A machine under load is no fault of the code: neither a deadline nor the pace of drawing fails.
settings.register_profile("unhurried", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("unhurried")


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection beyond loopback, wherever in the process it is opened."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple):
        return
    host = str(address[0]).partition("%")[0]
    try:
        allowed = ipaddress.ip_address(host).is_loopback
    except ValueError:
        allowed = host in ("localhost", "")
    if not allowed and not _refused_anyway(host):
        raise PermissionError(f"a test tried to connect to {host}")


def _refused_anyway(host: str) -> bool:
    # Datagram sockets are "connected" to find out one's own address; nothing is sent.
    return host in ("0.0.0.0", "::")


sys.addaudithook(_no_network)
# A machine behind a proxy leads nothing of a test, nor of its children, through it.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the long forms to `make test-long`, visibly."""
    skip = pytest.mark.skip(reason="the long form: WIREBELL_LONG=1, or make test-long")
    for item in items:
        if item.get_closest_marker("slow") and not LONG:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("the development data is not here")
    return SHARED
