"""Chapa, MTN MoMo, Africa's Talking SMS and a mailbox on this machine: the outside world, offline.

A stranger to `nauli`: neither imports the other. They meet on the wire and nowhere else.
"""
