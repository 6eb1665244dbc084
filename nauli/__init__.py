"""Orders and bookings paid by Chapa and mobile money, without ever losing or doubling money."""

__version__ = "0.1.0"
