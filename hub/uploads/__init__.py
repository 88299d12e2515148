"""Every file that enters the hub: what it is, what it tells about people, and what is kept of it.

`intake.take_in` is the one way in. It knows a file by what is in it, has a scanner look at it where there is one, and
writes it anew without what nobody meant to send. What cannot be taken out for certain is refused, with a way to put
it right.
"""
