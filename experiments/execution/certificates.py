"""The certificates by which this process and a Dask scheduler know each other (`tls://`)."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from model.errors import InputError
from model.inputs.reading import read_bytes

CERTIFICATES = "docs/many-runs.md, 'Between machines', says how to make them"
LARGEST = 1_000_000
"""Bytes of a file of certificates."""
_PLACES = {
    "distributed.comm.tls.ca-file": "the certificate of the authority",
    "distributed.comm.tls.client.cert": "your certificate",
    "distributed.comm.tls.client.key": "its key",
}


def check_certificates() -> None:
    """Check that Dask's own configuration names what TLS needs, and that it can be used.

    Raises
    ------
    InputError
        If a certificate or a key is not configured, cannot be read, does not fit the other, or
        asks for a passphrase.
    """
    import dask
    from distributed import Security

    for setting, what in _PLACES.items():
        place = dask.config.get(setting, None)
        variable = f"DASK_{setting.upper().replace('.', '__').replace('-', '_')}"
        if not place:
            raise InputError(
                f"--scheduler is 'tls://...', but {what} is not set: set {variable} "
                f"({CERTIFICATES})."
            )
        if b"ENCRYPTED" in read_bytes(Path(place), LARGEST, error=InputError):
            raise InputError(
                f"{variable} is '{place}', which has a passphrase: give one without, which only "
                f"you can read."
            )
    try:
        Security().get_connection_args("client")
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, ssl.SSLError) else error
        raise InputError(
            f"the certificates for 'tls://...' cannot be used ({reason}): a key must belong to its "
            f"certificate, both as PEM files ({CERTIFICATES})."
        ) from None


def handshake_fails(scheduler: str, seconds: float) -> bool:
    """Return whether a scheduler answers, but a certificate is not accepted, by it or by us.

    Dask tries again until its time is over and then tells the last attempt, which may be one that
    the end of the time cut off: what it says does not tell why it could not connect.

    Parameters
    ----------
    scheduler : str
        `tls://HOST:PORT`.
    seconds : float
        For each of connecting, shaking hands and reading the first byte.
    """
    from distributed import Security

    address = urlsplit(scheduler)
    context = Security().get_connection_args("client")["ssl_context"]
    try:
        with (
            socket.create_connection((address.hostname, address.port or 0), seconds) as plain,
            context.wrap_socket(plain, server_hostname=address.hostname) as connection,
        ):
            # In TLS 1.3 the other side refuses a certificate only after the handshake here is done.
            connection.recv(1)
    except ssl.SSLError:
        return True
    except OSError:
        pass
    return False
