"""The fast lane: a page is laid out once by WeasyPrint, and every addressee only fills its slots.

Only `weasy` touches WeasyPrint's inside; what the lane cannot set exactly as WeasyPrint would, WeasyPrint sets."""
