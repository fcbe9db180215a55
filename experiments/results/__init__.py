"""Results folders: files, digests, manifest, provenance."""
