"""`python -m promptlint`."""

from promptlint.cli import main

main()
