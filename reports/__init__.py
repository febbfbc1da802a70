"""Plain data in, PDF or XLSX bytes out.

This package knows nothing of Flask or databases: callers hand it frozen contexts and get bytes back."""
