"""An authority and its certificates, made on the spot."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SETTING = "DASK_DISTRIBUTED__COMM__TLS__"


def authority_in(folder: Path) -> dict[str, str]:
    """Make an authority and one certificate for all; return Dask's settings of them."""
    folder.mkdir()
    authority, member = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    _write(folder / "ca.pem", _signed("authority", authority, "authority", authority, is_ca=True))
    _write(folder / "cert.pem", _signed("member", member, "authority", authority, is_ca=False))
    (folder / "key.pem").write_bytes(
        member.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    roles = {
        f"{SETTING}{role}__{kind}": str(folder / f"{kind.lower()}.pem")
        for role in ("CLIENT", "SCHEDULER", "WORKER")
        for kind in ("CERT", "KEY")
    }
    return roles | {f"{SETTING}CA_FILE": str(folder / "ca.pem")}


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, with_key: ec.EllipticCurvePrivateKey,
    *, is_ca: bool,
) -> x509.Certificate:  # fmt: skip
    now = datetime.datetime.now(tz=datetime.UTC)
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, by)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .sign(with_key, hashes.SHA256())
    )


def _write(file: Path, certificate: x509.Certificate) -> None:
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
