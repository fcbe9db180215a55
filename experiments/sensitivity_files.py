"""What a sensitivity analysis leaves in the folder of its sweep: table, summary, pictures."""

from pathlib import Path

from experiments.sensitivity import SUMMARY, TABLE, SensitivityResult
from experiments.sensitivity_pictures import drawings
from experiments.sensitivity_words import as_markdown


def write(found: SensitivityResult) -> None:
    """Write table, summary and pictures, each whole or not at all, and put them on record.

    The manifest names them under `sensitivity`, beside the tables of the sweep itself.
    """
    import pyarrow as pa

    from experiments.provenance import sha256_of, write_crate
    from experiments.results import MANIFEST, read_manifest
    from experiments.sweep_store import write_json, write_parquet

    folder = found.folder
    table = pa.Table.from_pandas(found.table, preserve_index=False).replace_schema_metadata(None)
    write_parquet(table, folder / TABLE)
    _put(folder / SUMMARY, as_markdown(found).encode())
    names = [TABLE, SUMMARY]
    for name, figure in drawings(found).items():
        partial = folder / f".{name}"
        figure.savefig(partial, format="png", metadata={"Software": None})
        partial.replace(folder / name)
        names.append(name)
    told = read_manifest(folder)
    digests = {name: sha256_of(folder / name) for name in names}
    if told.get("sensitivity") != digests:
        told["sensitivity"] = digests
        write_json(folder / MANIFEST, told)
        write_crate(folder, told)


def _put(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_bytes(content)
    partial.replace(path)
