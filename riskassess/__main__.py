"""`python -m riskassess`: the command line."""

from riskassess.cli import main

if __name__ == "__main__":
    main(prog_name="riskassess")
