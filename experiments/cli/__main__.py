"""`python -m experiments.cli`: the command line where `social-base` is not installed."""

from experiments.cli.main import main

if __name__ == "__main__":
    main()
