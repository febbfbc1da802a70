"""What was printed for a household and reached it: letters and cards handed over.

One row a hand-over; rates of delivery count households, never rows.
"""
