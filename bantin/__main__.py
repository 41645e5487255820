"""`python -m bantin` is the command `bantin`."""

from bantin.cli import program

if __name__ == "__main__":
    program()
