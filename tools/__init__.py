"""Set-up of a newcomer's machine; standard library only, Python 3.8 or later."""
