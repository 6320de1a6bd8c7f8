"""Run the command line as `python -m mlarch`."""

from mlarch.cli import main

if __name__ == "__main__":
    main()
