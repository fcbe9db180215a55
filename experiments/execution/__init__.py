"""Where replications run: here, in processes, on Dask, on Slurm."""
